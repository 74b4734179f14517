import { test } from 'tap'
import { GatewayError } from '../../../src/core/errors.ts'
import { openaiResponses } from '../../../src/dialects/openai-responses/index.ts'
import { writtenCases } from '../../helpers/fixtures.ts'
import { cut, lineEndings, splits, withLineEnding } from '../../conformance/wires.ts'

let number = 0
const event = (type: string, fields: object = {}): Buffer => Buffer.from(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: number++, ...fields })}\n\n`)
const head = { id: 'resp_1', object: 'response', created_at: 7, model: 'gpt-5' }
const created = event('response.created', { response: { ...head, status: 'in_progress', tools: [{ type: 'function', name: 'error', parameters: { type: 'object' } }] } })
const added = event('response.output_item.added', { output_index: 0, item: { type: 'message', id: 'msg_1' } })
const word = event('response.output_text.delta', { output_index: 0, delta: ' "type":"error" response.completed\nevent: error', logprobs: [] })
const last = event('response.completed', { response: { ...head, status: 'completed', output: [{ type: 'function_call' }], usage: { input_tokens: 3, output_tokens: 2 } } })

const begun = () => {
  const passage = openaiResponses.createRelay({ includeUsage: true })
  passage.write(Buffer.concat([created, word]))
  return passage
}

test('bytes that are whole events come out as the very same buffer', async t => {
  const passage = openaiResponses.createRelay({ includeUsage: true })
  for (const chunk of [created, added, word, Buffer.concat([word, Buffer.from(': ping\n\n'), word]), last, Buffer.from('data: [DONE]\n\n')]) t.equal(passage.write(chunk), chunk)
  t.equal(passage.end(), '')
  t.match(passage.progress, { isMeaningful: true, isFinished: true, finish: 'completed', error: undefined, usage: { inputTokens: 3, outputTokens: 2 } })
})

test('recorded streams come out byte for byte, however they are cut', async t => {
  for (const { name, bytes, expected } of writtenCases.filter(one => one.kind === 'openai-responses' && one.isStream && one.expected.streamError === undefined)) {
    for (const ending of Object.values(lineEndings)) {
      const wire = withLineEnding(bytes, ending)
      for (const size of splits) {
        const passage = openaiResponses.createRelay({ includeUsage: true })
        const written = [...cut(wire, size)].map(chunk => Buffer.from(passage.write(chunk)))
        t.equal(Buffer.concat(written).toString() + passage.end(), wire.toString(), name)
        t.equal(passage.progress.usage?.outputTokens, expected.usage?.completion)
      }
    }
  }
})

test('it is meaningful once a person would see something', async t => {
  const passage = openaiResponses.createRelay({ includeUsage: true })
  passage.write(Buffer.concat([created, added, event('response.content_part.added', {})]))
  t.equal(passage.progress.isMeaningful, false)
  passage.write(event('response.output_item.added', { output_index: 1, item: { type: 'function_call' } }))
  t.equal(passage.progress.isMeaningful, true)
})

const failures: [string, Buffer, boolean][] = [
  ['an error event', event('error', { code: 'rate_limit_exceeded', message: 'Slow down.', param: null }), false],
  ['an error event as OpenAI sends it', event('error', { error: { type: 'requests', code: 'rate_limit_exceeded', message: 'Slow down.', param: null } }), false],
  ['a response that failed', event('response.failed', { response: { ...head, status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Slow down.' } } }), true],
]
for (const [what, bytes, isWhole] of failures) {
  test(`${what} is seen before anything is committed`, async t => {
    const passage = openaiResponses.createRelay({ includeUsage: true })
    passage.write(Buffer.concat([created, bytes]))
    t.match(passage.progress, { isMeaningful: false, error: { kind: 'upstream_rate_limited', message: 'Slow down.' } })
  })

  test(`${what} in mid-stream passes as it is, and ends the stream`, async t => {
    const passage = begun()
    const told = passage.write(Buffer.concat([word, bytes, word])).toString()
    const start = Buffer.concat([word, bytes]).toString()
    t.ok(told.startsWith(start))
    t.equal(told.length === start.length, isWhole, 'the response fails, too, if it has not yet')
    if (!isWhole) t.match(told.slice(start.length), /^event: response.failed\ndata: \{"type":"response.failed","sequence_number":\d+,"response":\{"id":"resp_1",/)
    t.equal(passage.write(word).length, 0)
    t.equal(passage.end(), '')
    t.equal(passage.fail(new GatewayError('upstream_cut', 'x')), '')
  })
}

test('an end without a finish is an error, numbered on', async t => {
  const passage = begun()
  passage.write(word.subarray(0, 30))
  const told = passage.end()
  const [error, failed] = told.split('\n\n').map(block => JSON.parse(block.slice(block.indexOf('data: ') + 6) || '0'))
  const at = JSON.parse(word.toString().split('data: ')[1]!).sequence_number
  t.match(error, { type: 'error', sequence_number: at + 1, code: 'upstream_cut', error: { code: 'upstream_cut' } })
  t.match(failed, { type: 'response.failed', sequence_number: at + 2, response: { id: 'resp_1', model: 'gpt-5', created_at: 7, status: 'failed', error: { code: 'upstream_cut' } } })
  t.equal(passage.progress.error?.kind, 'upstream_cut')
})

test('a broken upstream is told in band, without the half of an event', async t => {
  const passage = begun()
  passage.write(word.subarray(0, 30))
  t.match(passage.fail(new GatewayError('upstream_timeout', 'Silent.')), /^event: error\ndata: .*"message":"Silent\."/)
})

test('garbage and events that never end are refused', async t => {
  const garbled = openaiResponses.createRelay({ includeUsage: true })
  garbled.write(Buffer.from('data: hello\n\n'))
  t.equal(garbled.progress.error?.kind, 'upstream_bad_response')
  const passage = begun()
  for (let count = 0; count < 9; count++) passage.write(Buffer.alloc(1024 * 1024, 'x'))
  t.equal(passage.progress.error?.kind, 'upstream_bad_response')
})
