import { test } from 'tap'
import type { ChatEvent, ChatResponse } from '../../../src/core/chat.ts'
import { GatewayError } from '../../../src/core/errors.ts'
import { ollamaChat } from '../../../src/dialects/ollama/index.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const context = { id: 'x', model: 'alias', created: 1_763_717_400, includeUsage: true }
const createdAt = '2025-11-21T09:30:00.000Z'
const usage = { inputTokens: 5, cacheReadTokens: 4, cacheWriteTokens: 0, outputTokens: 7, raw: {} }

const write = (events: ChatEvent[]): any[] => {
  const writer = ollamaChat.createStreamWriter(context)
  const text = events.map(event => writer.write(event)).join('') + writer.end()
  if (!text.endsWith('\n')) throw new Error('the last line is not whole')
  return text.split('\n').slice(0, -1).map(line => JSON.parse(line))
}

const end: ChatEvent = { type: 'message-end', reason: 'stop', raw: undefined }
const say = (text: string): ChatEvent => ({ type: 'text-delta', index: 0, text })

test('a whole answer has everything in its place', async t => {
  const response: ChatResponse = {
    id: 'x', model: 'm', usage,
    choices: [{ finish: 'tool-calls', rawFinish: 'tool_calls', parts: [{ type: 'reasoning', text: 'hm', signature: 's', signedBy: 'gemini' }, { type: 'text', text: 'so' }, { type: 'tool-call', id: 'c1', name: 'f', arguments: '{"a":1}' }, { type: 'tool-call', id: 'c2', name: 'g', arguments: 'oops' }] }],
  }
  t.same(ollamaChat.writeResponse(response, context), {
    model: 'alias', created_at: createdAt,
    message: { role: 'assistant', content: 'so', thinking: 'hm', tool_calls: [{ id: 'c1', function: { index: 0, name: 'f', arguments: { a: 1 } } }, { id: 'c2', function: { index: 1, name: 'g', arguments: { arguments: 'oops' } } }] },
    done: true, done_reason: 'stop',
    total_duration: 0, load_duration: 0, prompt_eval_count: 9, prompt_eval_duration: 0, eval_count: 7, eval_duration: 0,
  })
})

test('a finish that says failure is no answer', async t => {
  t.match(thrownBy(() => ollamaChat.writeResponse({ id: '', model: '', choices: [{ parts: [], finish: 'error', rawFinish: undefined }] }, context)), { kind: 'upstream_failed' })
})

test('a stream is a line a piece, whole calls, and a last line with the counters', async t => {
  const lines = write([
    { type: 'message-start', id: 'x', model: 'm' },
    { type: 'reasoning-delta', index: 0, text: 'hm' },
    { type: 'reasoning-delta', index: 0, text: '', signature: 's' },
    { type: 'text-delta', index: 1, text: 'Só', logprobs: { content: [{ token: 'Só' }] } },
    { type: 'tool-call-start', index: 0, id: 'c1', name: 'f' },
    { type: 'tool-call-start', index: 1, id: 'c2', name: 'g' },
    { type: 'tool-call-delta', index: 1, json: '{}' },
    { type: 'tool-call-delta', index: 0, json: '{"a"' },
    { type: 'tool-call-delta', index: 0, json: ':1}' },
    { type: 'message-end', reason: 'tool-calls', raw: 'tool_calls' },
    { type: 'usage', usage },
  ])
  const line = (message: object, more: object = {}) => ({ model: 'alias', created_at: createdAt, message: { role: 'assistant', ...message }, ...more, done: false })
  t.same(lines.slice(0, -1), [
    line({ content: '', thinking: 'hm' }),
    line({ content: 'Só' }, { logprobs: [{ token: 'Só' }] }),
    line({ content: '', tool_calls: [{ id: 'c1', function: { index: 0, name: 'f', arguments: { a: 1 } } }, { id: 'c2', function: { index: 1, name: 'g', arguments: {} } }] }),
  ])
  t.match(lines.at(-1), { done: true, done_reason: 'stop', message: { role: 'assistant', content: '' }, prompt_eval_count: 9, eval_count: 7, load_duration: 0, total_duration: Number, prompt_eval_duration: Number, eval_duration: Number })
  t.ok(lines.at(-1).total_duration >= lines.at(-1).eval_duration)
})

for (const [reason, word] of [['stop', 'stop'], ['other', 'stop'], ['length', 'length'], ['content-filter', 'content_filter']] as const) {
  test(`${reason} is told as ${word}`, async t => {
    t.equal(write([say('x'), { type: 'message-end', reason, raw: undefined }]).at(-1).done_reason, word)
  })
}

test('of several answers the first is told', async t => {
  const lines = write([say('a'), { ...say('b'), choice: 1 } as ChatEvent, end, { ...end, choice: 1 } as ChatEvent])
  t.same(lines.map(({ message }) => message.content), ['a', ''])
})

test('a refusal is text', async t => {
  t.equal(write([{ type: 'refusal-delta', text: 'No.' }, end])[0].message.content, 'No.')
})

test('an error is the last line, and a stream that just ends is an error', async t => {
  const error = new GatewayError('upstream_failed', 'the GPU caught fire')
  t.same(write([say('x'), { type: 'error', error }, say('y'), end]).slice(1), [{ error: 'the GPU caught fire' }])
  t.match(write([say('x')]).at(-1), { error: /broke off/ })
  t.match(write([]), [{ error: /broke off/ }])
  t.match(write([say('x'), { type: 'message-end', reason: 'error', raw: 'error' }]).at(-1), { error: String })
})

test('an error before the answer is a sentence', async t => {
  t.same(ollamaChat.writeError(new GatewayError('model_not_found', 'No such model.'), 'req_1'), { error: 'No such model.' })
})

test('a whole answer is looked at in passing', async t => {
  const body = { model: 'm', created_at: createdAt, message: { role: 'assistant', content: 'x' }, done: true, done_reason: 'length', prompt_eval_count: 3, eval_count: 2 }
  t.match(ollamaChat.inspectResponse(body), { usage: { inputTokens: 3, outputTokens: 2 }, finish: 'length', body: undefined })
  t.match(thrownBy(() => ollamaChat.inspectResponse({ error: 'llama runner process has terminated' })), { name: 'GatewayError' })
  t.match(thrownBy(() => ollamaChat.inspectResponse({ model: 'm' })), { kind: 'upstream_bad_response' })
})
