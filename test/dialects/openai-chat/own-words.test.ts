import { test } from 'tap'
import type { ChatRequest, Part } from '../../../src/core/chat.ts'
import { openaiChat } from '../../../src/dialects/openai-chat/index.ts'

const write = (fields: Partial<ChatRequest>) => openaiChat.writeRequest({ model: 'm', messages: [], stream: false, params: {}, extras: {}, ...fields })
const mark = { type: 'ephemeral', ttl: '1h' }
const marked = { cache_control: mark }

test('marks for a cache are read wherever clients put them', async t => {
  const request = openaiChat.readRequest({
    messages: [
      { role: 'system', content: 'x', ...marked },
      { role: 'user', content: [{ type: 'text', text: 'a', ...marked }, { type: 'image_url', image_url: { url: 'u' }, ...marked }, { type: 'file', file: { file_id: 'f' }, ...marked }] },
      { role: 'assistant', content: 'b', tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' }, ...marked }] },
      { role: 'tool', tool_call_id: 'c1', content: '1', ...marked },
    ],
    tools: [{ type: 'function', function: { name: 'f' }, ...marked }, { type: 'function', function: { name: 'g', ...marked } }],
  })
  t.same(request.messages.map(({ content }) => content.map(part => 'cacheControl' in part)), [[true], [true, true, true], [false, true], [false]])
  t.same(request.messages[0]?.content, [{ type: 'text', text: 'x', cacheControl: mark }])
  t.match(request.messages[3], { role: 'tool', cacheControl: mark })
  t.match(request.tools, [{ cacheControl: mark }, { cacheControl: mark }])
  const { body, warnings } = openaiChat.writeRequest(request)
  t.notMatch(JSON.stringify(body), /cache/)
  t.same(warnings, [{ param: 'cache_control', action: 'dropped' }])
})

test('a tool’s name stands beside its answer', async t => {
  const message = { role: 'tool', tool_call_id: 'c1', name: 'f', content: '1' }
  const { messages } = openaiChat.readRequest({ messages: [message] })
  t.same(messages, [{ role: 'tool', toolCallId: 'c1', toolName: 'f', content: [{ type: 'text', text: '1' }] }])
  t.same(write({ messages }).body.messages, [message])
})

test('verbosity is a setting', async t => {
  t.equal(openaiChat.readRequest({ messages: [{ role: 'user', content: 'x' }], verbosity: 'low' }).params.verbosity, 'low')
  t.equal(write({ params: { verbosity: 'low' } }).body.verbosity, 'low')
})

const text: Part = { type: 'text', text: 'a' }
const foreign: [string, Partial<ChatRequest>, object, string[]][] = [
  ['fields', { extrasOf: 'openai-responses', extras: { truncation: 'auto', prompt_cache_key: 'k' } }, { prompt_cache_key: 'k', truncation: undefined }, ['truncation']],
  ['parts', { messages: [{ role: 'user', content: [text, { type: 'extra', name: 'anthropic-messages.search_result', data: {} }] }] }, { messages: [{ content: 'a' }] }, ['messages[0].content[1]']],
  ['messages that are nothing else', { messages: [{ role: 'assistant', content: [{ type: 'extra', name: 'openai-responses.web_search_call', data: {} }] }] }, { messages: { length: 0 } }, ['messages[0].content[0]']],
  ['tools', { tools: [{ type: 'extra', name: 'openai-responses.web_search', data: {} }, { type: 'extra', name: 'web_search', data: { type: 'web_search' } }] }, { tools: [{ type: 'web_search' }] }, ['tools[0]']],
  ['fields beside parts and tools', { extrasOf: 'anthropic-messages', messages: [{ role: 'assistant', content: [{ ...text, extra: { citations: [] } }] }], tools: [{ type: 'function', name: 'f', extra: { defer_loading: true } }] }, { messages: [{ content: 'a' }], tools: [{ function: { name: 'f' }, defer_loading: undefined }] }, ['citations', 'defer_loading']],
]
for (const [what, request, body, params] of foreign) {
  test(`${what} of another dialect are left out and told`, async t => {
    const written = write(request)
    t.match(written.body, body)
    t.same(written.warnings.map(({ param, action }) => [param, action]), params.map(param => [param, 'dropped']))
  })
}
