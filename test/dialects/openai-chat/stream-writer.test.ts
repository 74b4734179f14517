import { test } from 'tap'
import type { ChatEvent } from '../../../src/core/chat.ts'
import { GatewayError } from '../../../src/core/errors.ts'
import { openaiChat } from '../../../src/dialects/openai-chat/index.ts'
import { readWire } from '../../helpers/wire-rules.ts'

const context = { id: 'chatcmpl-1', model: 'a "model"', created: 7, includeUsage: false }

const write = (events: ChatEvent[], includeUsage = false) => {
  const writer = openaiChat.createStreamWriter({ ...context, includeUsage })
  const stream = events.map(event => writer.write(event)).join('') + writer.end()
  return { stream, chunks: stream.split('\n\n').slice(0, -1).map(event => event.slice(6)).filter(data => data !== '[DONE]').map(data => JSON.parse(data)), ...readWire(stream, { includeUsage }) }
}

const start: ChatEvent = { type: 'message-start', id: 'x', model: 'y' }
const end: ChatEvent = { type: 'message-end', reason: 'stop', raw: 'end_turn' }

test('text becomes a role, deltas and one finish', async t => {
  const { chunks, problems } = write([start, { type: 'text-delta', index: 0, text: 'Gr\u00fc\u00df "dich"\n' }, { type: 'text-delta', index: 0, text: '!' }, end])
  t.same(problems, [])
  t.same(chunks.map(chunk => chunk.choices[0].delta), [{ role: 'assistant', content: '' }, { content: 'Gr\u00fc\u00df "dich"\n' }, { content: '!' }, {}])
  t.same(chunks.map(chunk => chunk.choices[0].finish_reason), [null, null, null, 'stop'])
  t.equal(chunks[3].choices[0].native_finish_reason, 'end_turn')
  t.ok(chunks.every(chunk => chunk.id === 'chatcmpl-1' && chunk.model === 'a "model"' && chunk.created === 7 && !('usage' in chunk)))
})

test('usage is null on every chunk and comes last, for those who asked', async t => {
  const usage: ChatEvent = { type: 'usage', usage: { inputTokens: 3, cacheReadTokens: 2, cacheWriteTokens: 1, outputTokens: 4, reasoningTokens: 1 } }
  const { chunks, problems } = write([usage, { type: 'text-delta', index: 0, text: 'x' }, end, { type: 'usage', usage: { outputTokens: 5 } }], true)
  t.same(problems, [])
  t.ok(chunks.slice(0, -1).every(chunk => chunk.usage === null))
  t.match(chunks.at(-1), { choices: [], usage: { prompt_tokens: 6, completion_tokens: 5, total_tokens: 11, prompt_tokens_details: { cached_tokens: 2 }, completion_tokens_details: { reasoning_tokens: 1 } } })
  t.equal(write([usage, end]).usage, undefined)
})

test('reasoning, refusals, calls and log probabilities have their places', async t => {
  const { choices: [choice], problems } = write([
    { type: 'reasoning-delta', index: 0, text: 'hm' },
    { type: 'reasoning-delta', index: 0, text: '', signature: 's' },
    { type: 'reasoning-delta', index: 1, text: '', redacted: 'r' },
    { type: 'refusal-delta', text: 'no' },
    { type: 'text-delta', index: 2, text: 'x', logprobs: { content: [] } },
    { type: 'tool-call-start', index: 0, id: 'c1', name: 'f', extra: { extra_content: { a: 1 } } },
    { type: 'tool-call-start', index: 1, id: 'c2', name: 'g' },
    { type: 'tool-call-delta', index: 1, json: '{}' },
    { type: 'tool-call-delta', index: 0, json: '{"a":"\\n"}' },
    { type: 'message-end', reason: 'tool-calls', raw: 'stop' },
  ])
  t.same(problems, [])
  t.match(choice, { reasoning: 'hm', signature: 's', redacted: 'r', refusal: 'no', text: 'x', logprobs: 1, finish_reason: 'tool_calls', tool_calls: [{ id: 'c1', name: 'f', json: '{"a":"\\n"}' }, { id: 'c2', name: 'g', json: '{}' }] })
})

test('each of several choices has its own role and finish', async t => {
  const { choices, problems } = write([
    { type: 'text-delta', index: 0, text: 'b', choice: 1 }, { type: 'text-delta', index: 0, text: 'a' },
    { type: 'message-end', reason: 'length', raw: 'length', choice: 1 }, end, { ...end, reason: 'length' },
  ])
  t.same(problems, [])
  t.same(choices.map(choice => [choice.text, choice.finish_reason]), [['a', 'stop'], ['b', 'length']])
})

test('extras ride on the next chunk, each at its place', async t => {
  const { chunks, problems } = write([
    { type: 'extra', name: 'citations', data: ['u'] },
    { type: 'extra', name: 'delta.channel', data: 'analysis' },
    { type: 'extra', name: 'choice.content_filter_results', data: {} },
    { type: 'text-delta', index: 0, text: 'x' },
    { type: 'extra', name: 'citations', data: ['v'] },
    { type: 'extra', name: 'citations', data: ['w'] },
    { type: 'extra', name: 'usage', data: 1 },
    end,
    { type: 'extra', name: 'timings', data: { ms: 1 } },
  ])
  t.same(problems, [])
  t.match(chunks[1], { citations: ['u'], choices: [{ delta: { content: 'x', channel: 'analysis' }, content_filter_results: {} }] })
  t.match(chunks[2], { citations: ['v'], choices: [{ delta: {}, finish_reason: null }] })
  t.match(chunks[3], { citations: ['w'], x_usage: 1, choices: [{ finish_reason: 'stop' }] })
  t.match(chunks[4], { timings: { ms: 1 }, choices: [{ finish_reason: null }] })
  t.equal(chunks.length, 5)
})

test('an error stands in the stream, and only the end follows', async t => {
  const { stream, error, problems } = write([{ type: 'text-delta', index: 0, text: 'x' }, { type: 'error', error: new GatewayError('upstream_overloaded', 'Busy.') }, { type: 'text-delta', index: 0, text: 'y' }])
  t.same(problems, [])
  t.same(error, { message: 'Busy.', type: 'upstream_error', param: null, code: 'upstream_overloaded' })
  t.notMatch(stream, '"y"')
})

test('a stream that nobody finished does not end politely', async t => {
  t.match(write([{ type: 'text-delta', index: 0, text: 'x' }]).error, { code: 'upstream_cut' })
  t.match(write([]).error, { code: 'upstream_cut' })
  t.match(write([{ type: 'text-delta', index: 0, text: 'x' }, { type: 'message-end', reason: 'error', raw: 'error' }]).error, { code: 'upstream_failed' })
})
