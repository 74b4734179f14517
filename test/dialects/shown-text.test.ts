import { test } from 'tap'
import { isHtml, toShown } from '../../src/dialects/shown-text.ts'

const secrets = [
  'sk-proj-abcdefgh12345678', 'sk-ant-api03-abcdefgh', 'Bearer abcdefgh12345678', 'https://example.com/?key=AIzaSyabcdefgh', 'api_key=abcdefgh12345678',
  'gsk_abcdefgh12345678ijkl', 'hf_abcdefgh12345678ijkl', 'x-api-key: abcdefgh12345678', '"apiKey":"abcdefgh12345678"', 'plk_abcdefgh12345678ijkl', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefgh12345678',
]
for (const secret of secrets) {
  test(`a credential such as ${secret.slice(0, 12)}… is not repeated`, async t => {
    const shown = toShown(`You sent ${secret}, which is wrong.`)
    t.notMatch(shown, /abcdefgh/)
    t.match(shown, /\[hidden\]/)
    t.match(shown, /is wrong/)
  })
}

test('ordinary words are left alone', async t => {
  for (const said of ['Unknown key: temperature_setting', 'model hf-inference/some-long-model-name-7b is busy', 'Unexpected token: something-long-here', 'pplx-70b-online does not exist', 'the basic plan ended']) t.equal(toShown(said), said)
})

test('a message is at most 1,000 characters without control characters', async t => {
  t.equal(toShown('x'.repeat(9000)).length, 1000)
  t.equal(toShown('\u0000a\u001Bb\n'), 'a b')
})

test('web pages are known when they are seen', async t => {
  t.ok(isHtml('  <!DOCTYPE html><html>'))
  t.ok(isHtml('<html>'))
  t.notOk(isHtml('{"error":"<html>"}'))
  t.notOk(isHtml('a < b'))
})
