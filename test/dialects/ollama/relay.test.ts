import { test } from 'tap'
import { GatewayError } from '../../../src/core/errors.ts'
import { ollamaChat } from '../../../src/dialects/ollama/index.ts'
import { fixtureCases } from '../../helpers/fixtures.ts'
import { cut, splits } from '../../conformance/wires.ts'

const streams = fixtureCases.filter(one => one.kind === 'ollama' && one.isStream)

const relay = (chunks: Iterable<Buffer>) => {
  const passage = ollamaChat.createRelay({ includeUsage: true })
  let text = ''
  for (const chunk of chunks) text += passage.write(chunk)
  return { text: text + passage.end(), progress: passage.progress }
}

const line = (more: object) => Buffer.from(JSON.stringify({ model: 'm', created_at: '2025-11-21T09:30:00Z', message: { role: 'assistant', content: '' }, done: false, ...more }) + '\n')

test('there are streams', async t => {
  t.ok(streams.length > 5)
})

for (const { name, bytes, expected } of streams) {
  test(`${name} is relayed byte for byte, however it is cut, until it goes wrong`, async t => {
    for (const size of splits) {
      const { text, progress } = relay(cut(bytes, size))
      if (expected.streamError === undefined) {
        t.equal(text, bytes.toString())
        t.same([progress.isFinished, progress.isMeaningful, progress.error], [true, true, undefined])
        if (expected.usage?.prompt !== undefined) t.match(progress.usage, { inputTokens: expected.usage.prompt, outputTokens: expected.usage.completion })
        continue
      }
      const lines = text.split('\n').slice(0, -1)
      t.match(JSON.parse(lines.at(-1)!), { error: new RegExp(expected.streamError) })
      t.equal(progress.error?.kind, expected.kind)
      t.ok(bytes.toString().startsWith(lines.slice(0, -1).map(line => line + '\n').join('')))
    }
  })
}

test('nothing is meaningful until something is said', async t => {
  const passage = ollamaChat.createRelay({ includeUsage: true })
  passage.write(line({}))
  t.equal(passage.progress.isMeaningful, false)
  passage.write(line({ message: { role: 'assistant', content: '', thinking: 'hm' } }))
  t.equal(passage.progress.isMeaningful, true)
})

test('nothing comes after the last line, and nothing after an error', async t => {
  const done = line({ done: true, done_reason: 'stop' })
  t.equal(relay([done, line({})]).text, done.toString())
  const passage = ollamaChat.createRelay({ includeUsage: true })
  t.match(passage.fail(new GatewayError('upstream_timeout', 'too slow')), '{"error":"too slow"}\n')
  t.equal(passage.write(line({})) + passage.end(), '')
})

test('a line that is no JSON, and an end that says failure, are errors', async t => {
  t.match(relay([Buffer.from('<html>\n')]).progress.error, { kind: 'upstream_bad_response' })
  t.match(relay([line({ done: true, done_reason: 'error' })]), { text: /"error"/, progress: { error: { kind: 'upstream_failed' }, isFinished: false } })
})
