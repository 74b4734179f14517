import { test } from 'tap'
import type { ChatEvent } from '../../../src/core/chat.ts'
import { GatewayError } from '../../../src/core/errors.ts'
import { gemini } from '../../../src/dialects/gemini/index.ts'
import { writtenCases } from '../../helpers/fixtures.ts'

const bytesOf = (name: string): Buffer => writtenCases.find(one => one.name === `gemini/${name}`)!.bytes
const read = (name: string): ChatEvent[] => {
  const frame = gemini.createFramer()
  const reader = gemini.createStreamReader()
  return [...frame(bytesOf(name)).flatMap(one => [...reader.read(one)]), ...reader.end()]
}
const readWhole = (name: string) => gemini.readResponse(JSON.parse(bytesOf(name).toString()))
const context = { id: 'r1', model: 'alias', created: 1, includeUsage: true }
const write = (events: ChatEvent[]): any[] => {
  const writer = gemini.createStreamWriter(context)
  const stream = events.map(event => writer.write(event)).join('') + writer.end()
  return stream.split('\r\n\r\n').filter(Boolean).map(event => JSON.parse(event.slice('data: '.length)))
}
const partsOf = (chunks: any[], index = 0) => chunks.flatMap(({ candidates = [] }) => candidates).filter(candidate => candidate.index === index).flatMap(({ content }) => content.parts)

test('a signature stands with what it signs', async t => {
  t.match(read('tools-parallel').filter(event => event.type === 'tool-call-start'), [{ index: 0, id: 'x1pe', signature: 'EqQBCg==', signedBy: 'gemini' }, { index: 1, signature: undefined }])
  t.same(read('thinking').filter(event => event.type === 'reasoning-delta' || event.type === 'text-delta').map(event => [event.type, event.index, event.text, 'signature' in event]), [
    ['reasoning-delta', 0, '**Look**\n', false], ['reasoning-delta', 0, 'at it.', false], ['text-delta', 1, 'Yes', false], ['text-delta', 1, '.', false], ['reasoning-delta', 2, '', true],
  ])
  t.same(readWhole('everything-whole').choices[0]!.parts.slice(0, 3), [{ type: 'reasoning', text: 'hm' }, { type: 'text', text: 'a' }, { type: 'reasoning', text: '', signature: 'c2ln', signedBy: 'gemini' }])
})

test('what its own tools do, what it found and what it drew is told under its own name, once', async t => {
  t.same(read('code-execution').filter(event => event.type === 'extra').map(({ name, data }) => [name, data]), [
    ['gemini.executableCode', { executableCode: { language: 'PYTHON', code: 'print(6*7)' } }],
    ['gemini.codeExecutionResult', { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '42\n' } }],
    ['gemini.groundingMetadata', { webSearchQueries: ['6*7'] }],
  ])
  t.match(read('image').find(event => event.type === 'extra'), { name: 'gemini.inlineData', data: { inlineData: { mimeType: 'image/png' } } })
  t.same(readWhole('everything-whole').choices[0]!.extra, { 'gemini.citationMetadata': { citationSources: [] } })
  const reader = gemini.createStreamReader()
  const rated = { data: JSON.stringify({ candidates: [{ content: { parts: [{ text: 'a' }] }, safetyRatings: [{ category: 'c' }] }] }) }
  t.equal([...reader.read(rated), ...reader.read(rated)].filter(event => event.type === 'extra').length, 1)
})

test('usage grows, and the first pieces say nothing of the answer', async t => {
  t.same(read('thinking').filter(event => event.type === 'usage').map(({ usage: { raw: _, ...usage } }) => usage).slice(1, 3), [
    { inputTokens: 15, cacheReadTokens: 0, cacheWriteTokens: 0 },
    { inputTokens: 15, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 39, reasoningTokens: 30 },
  ])
  t.match(read('cached').find(event => event.type === 'usage'), { usage: { inputTokens: 200, cacheReadTokens: 900, outputTokens: 3 } })
})

test('log probabilities travel in OpenAI’s form and become Gemini’s again', async t => {
  const { logprobs }: any = read('logprobs').find(event => event.type === 'text-delta' && event.logprobs !== undefined)
  t.same(logprobs.content, [{ token: 'x', logprob: -0.5, bytes: [120], top_logprobs: [{ token: 'x', logprob: -0.5, bytes: [120] }, { token: 'y', logprob: -1.5, bytes: [121] }] }])
  const { candidates: [candidate] }: any = gemini.writeResponse({ id: '', model: '', choices: [{ parts: [], finish: 'stop', rawFinish: undefined, logprobs }] }, context)
  t.same(candidate.logprobsResult, { chosenCandidates: [{ token: 'x', logProbability: -0.5 }], topCandidates: [{ candidates: [{ token: 'x', logProbability: -0.5 }, { token: 'y', logProbability: -1.5 }] }] })
})

test('an answer of Gemini’s is written as it was, whole and streamed', async t => {
  const wire = JSON.parse(bytesOf('everything-whole').toString())
  const written: any = gemini.writeResponse(gemini.readResponse(structuredClone(wire)), context)
  const [candidate] = written.candidates
  t.match(candidate.content.parts[2].functionCall.id, /^call_/, 'a call without an id gets one')
  delete candidate.content.parts[2].functionCall.id
  wire.candidates[0].content.parts[3].functionCall.args = {}
  t.same(written, { ...wire, modelVersion: 'alias', responseId: 'r1' })

  const chunks = write(read('code-execution'))
  t.same(partsOf(chunks).filter(part => part.text !== ''), [{ text: 'It is ' }, { executableCode: { language: 'PYTHON', code: 'print(6*7)' } }, { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '42\n' } }, { text: '42.' }])
  t.same(chunks.find(({ candidates: [one] }) => one.groundingMetadata !== undefined).candidates[0].groundingMetadata, { webSearchQueries: ['6*7'] })
  t.match(chunks.at(-1), { candidates: [{ finishReason: 'STOP', index: 0 }], usageMetadata: { promptTokenCount: 15, candidatesTokenCount: 9, totalTokenCount: 24 }, modelVersion: 'alias', responseId: 'r1' })
})

test('the finish that Gemini gave is given again, and others become its own', async t => {
  const finishOf = (reason: 'stop' | 'tool-calls' | 'content-filter' | 'length' | 'other', raw?: string): string =>
    write([{ type: 'text-delta', index: 0, text: 'a' }, { type: 'message-end', reason, raw }]).at(-1).candidates[0].finishReason
  t.equal(finishOf('content-filter', 'RECITATION'), 'RECITATION')
  t.equal(finishOf('content-filter', 'refusal'), 'SAFETY')
  t.equal(finishOf('length', 'max_tokens'), 'MAX_TOKENS')
  t.equal(finishOf('tool-calls', 'tool_use'), 'STOP')
  t.equal(finishOf('other', 'STOP'), 'OTHER')
})

test('calls are whole, in the order in which they were begun', async t => {
  const chunks = write([
    { type: 'tool-call-start', index: 0, id: 'a', name: 'f' }, { type: 'tool-call-start', index: 1, id: 'b', name: 'g' },
    { type: 'tool-call-delta', index: 1, json: '{}' }, { type: 'tool-call-delta', index: 0, json: '{"x"' },
    { type: 'text-delta', index: 1, text: 'while it is cut' },
    { type: 'tool-call-delta', index: 0, json: ':1}' },
    { type: 'text-delta', index: 1, text: 'done' },
    { type: 'tool-call-start', index: 2, id: 'c', name: 'h' },
    { type: 'message-end', reason: 'tool-calls', raw: undefined },
  ])
  t.same(partsOf(chunks).slice(0, -1), [
    { text: 'while it is cut' }, { functionCall: { id: 'a', name: 'f', args: { x: 1 } } }, { functionCall: { id: 'b', name: 'g', args: {} } }, { text: 'done' }, { functionCall: { id: 'c', name: 'h', args: {} } },
  ])
})

test('an end is never polite by accident', async t => {
  const text: ChatEvent = { type: 'text-delta', index: 0, text: 'a' }
  t.match(write([text]).at(-1), { error: { code: 502, message: /broke off/ } })
  t.match(write([]).at(-1), { error: { code: 502 } })
  t.match(write([text, { type: 'message-end', reason: 'stop', raw: undefined, choice: 1 }]).at(-1), { error: { code: 502 } })
  t.match(write([text, { type: 'message-end', reason: 'error', raw: 'error' }]).at(-1), { error: { code: 502 } })
})

test('a refusal is words like others, and nothing follows an error', async t => {
  const chunks = write([{ type: 'refusal-delta', text: 'no' }, { type: 'error', error: new GatewayError('upstream_failed', 'x') }, { type: 'text-delta', index: 0, text: 'late' }])
  t.same(partsOf(chunks.slice(0, 1)), [{ text: 'no' }])
  t.match(chunks, [{}, { error: { code: 502 } }])
  t.equal(chunks.length, 2)
})
