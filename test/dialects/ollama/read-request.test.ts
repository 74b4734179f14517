import { test } from 'tap'
import type { ChatRequest } from '../../../src/core/chat.ts'
import { ollamaChat } from '../../../src/dialects/ollama/index.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const ask = (fields: object): ChatRequest => ollamaChat.readRequest({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...fields })
const png = 'iVBORw0KGgoAAAANSUhEUg=='

test('a stream is asked for unless it is declined', async t => {
  t.same(ask({}), { model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }], stream: true, params: {}, extras: {} })
  t.equal(ask({ stream: false }).stream, false)
})

test('options are settings; those without a slot keep their drawer', async t => {
  const { params, extras } = ask({ options: { temperature: 0.5, num_predict: 9, top_p: 0.9, top_k: 4, seed: 7, stop: 'x', presence_penalty: 1, frequency_penalty: 0.5, num_ctx: 8192, mirostat: null }, keep_alive: '5m' })
  t.same(params, { temperature: 0.5, maxOutputTokens: 9, topP: 0.9, topK: 4, seed: 7, stop: ['x'], presencePenalty: 1, frequencyPenalty: 0.5 })
  t.same(extras, { options: { num_ctx: 8192 }, keep_alive: '5m' })
  t.same(ask({ options: { num_predict: -1 } }).params, {}, 'no limit is no limit')
})

test('format, thinking and log probabilities are read', async t => {
  const cases: [object, object][] = [
    [{ format: 'json' }, { responseFormat: { type: 'json' } }],
    [{ format: { type: 'object' } }, { responseFormat: { type: 'json-schema', name: 'answer', schema: { type: 'object' } } }],
    [{ format: '' }, {}],
    [{ think: false }, { reasoningEffort: 'none' }],
    [{ think: true }, { reasoningEffort: 'medium' }],
    [{ think: 'high' }, { reasoningEffort: 'high' }],
    [{ logprobs: true, top_logprobs: 2 }, { logprobs: true, topLogprobs: 2 }],
  ]
  for (const [fields, params] of cases) t.same(ask(fields).params, params, JSON.stringify(fields))
})

test('images say by their first bytes what they are', async t => {
  const { messages } = ask({ messages: [{ role: 'user', content: 'look', images: [png, '/9j/4AAQ', 'R0lGODlh', 'UklGRiQ=', `data:image/avif;base64,${png}`] }] })
  t.same(messages[0]?.content.flatMap(part => part.type === 'image' && 'mediaType' in part.source ? part.source.mediaType : []), ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])
})

test('calls without ids get the same ones in every turn, and results find them', async t => {
  const call = (name: string, args: object) => ({ function: { name, arguments: args } })
  const messages = [
    { role: 'user', content: 'Paris or Rome?' },
    { role: 'assistant', content: '', thinking: 'both', tool_calls: [call('weather', { city: 'Paris' }), call('time', {}), call('weather', { city: 'Rome' })] },
    { role: 'tool', tool_name: 'time', content: 'noon' },
    { role: 'tool', tool_name: 'weather', content: 'fine' },
    { role: 'tool', content: 'rain' },
  ]
  const read = ask({ messages }).messages
  t.same(read[1], {
    role: 'assistant',
    content: [
      { type: 'reasoning', text: 'both' },
      { type: 'tool-call', id: 'call_1_0', name: 'weather', arguments: '{"city":"Paris"}' },
      { type: 'tool-call', id: 'call_1_1', name: 'time', arguments: '{}' },
      { type: 'tool-call', id: 'call_1_2', name: 'weather', arguments: '{"city":"Rome"}' },
    ],
  })
  t.same(read.slice(2), [
    { role: 'tool', toolCallId: 'call_1_1', toolName: 'time', content: [{ type: 'text', text: 'noon' }] },
    { role: 'tool', toolCallId: 'call_1_0', toolName: 'weather', content: [{ type: 'text', text: 'fine' }] },
    { role: 'tool', toolCallId: 'call_1_2', content: [{ type: 'text', text: 'rain' }] },
  ])
  t.same(ask({ messages }), ask({ messages }))
})

test('an id that was given stays', async t => {
  const { messages } = ask({ messages: [{ role: 'assistant', tool_calls: [{ id: 'call_x', function: { name: 'f' } }] }, { role: 'tool', tool_call_id: 'call_x', content: '1' }] })
  t.match(messages, [{ content: [{ id: 'call_x', arguments: '{}' }] }, { toolCallId: 'call_x' }])
})

test('what has no slot travels to a provider of the same dialect', async t => {
  const request = ask({ messages: [{ role: 'user', content: 'hi', mood: 'good' }], tools: [{ type: 'web', depth: 2 }], draft: 1 })
  t.same(request.tools, [{ type: 'extra', name: 'ollama.web', data: { type: 'web', depth: 2 } }])
  const { body, warnings } = ollamaChat.writeRequest(request)
  t.match(body, { messages: [{ role: 'user', content: 'hi', mood: 'good' }], tools: [{ type: 'web', depth: 2 }] })
  t.same(warnings, [{ param: 'draft', action: 'dropped' }])
})

test('a role that is none is refused, and named', async t => {
  t.match(thrownBy(() => ask({ messages: [{ role: 'narrator', content: 'x' }] })), { kind: 'invalid_request', more: { param: 'messages[0].role' } })
})

test('a system prompt is put in front of those that have none', async t => {
  t.same(ollamaChat.withSystem?.({ messages: [{ role: 'user', content: 'x' }] }, 'Be brief.'), { messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'x' }] })
  t.equal(ollamaChat.withSystem?.({ messages: [{ role: 'system', content: 'y' }] }, 'Be brief.'), undefined)
})
