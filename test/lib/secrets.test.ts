import { test } from 'tap'
import { hideSecrets, scrub } from '../../src/lib/secrets.ts'

const secrets = [
  ['Incorrect API key provided: sk-proj-abcDEF123456.', 'Incorrect API key provided: [hidden]'],
  ['authorization: Bearer abcdef123456', 'authorization: Bearer [hidden]'],
  ['GET /v1/models?key=AIzaSyB-1234567&alt=sse', 'GET /v1/models?key=[hidden]&alt=sse'],
  ['{"msg":"plk_0123456789abcdef"}', '{"msg":"[hidden]"}'],
  ['the token "end" and the key words of a text stay', 'the token "end" and the key words of a text stay'],
] as const
for (const [text, clean] of secrets) {
  test(`scrubs: ${clean}`, async t => { t.equal(scrub(text), clean) })
}

test('hides a known secret of any shape', async t => {
  t.equal(hideSecrets('bad key: open sesame!', ['open sesame!', undefined]), 'bad key: [hidden]')
})
