import { test } from 'tap'
import type { ChatResponse, Part } from '../../../src/core/chat.ts'
import { anthropicMessages } from '../../../src/dialects/anthropic-messages/index.ts'

const context = { id: 'msg_1', model: 'up/m', created: 1, includeUsage: true }
const write = (parts: Part[], fields: Partial<ChatResponse['choices'][number]> = {}, more: Partial<ChatResponse> = {}): any =>
  JSON.parse(JSON.stringify(anthropicMessages.writeResponse({ id: 'x', model: 'x', choices: [{ parts, finish: 'stop', rawFinish: 'stop', ...fields }], ...more }, context)))

const thrownBy = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (thrown) {
    return thrown
  }
}

test('a whole answer is Anthropic’s message', async t => {
  const usage = { inputTokens: 5, cacheReadTokens: 7, cacheWriteTokens: 2, outputTokens: 3, raw: {} }
  t.same(write([{ type: 'text', text: 'Hi' }], {}, { usage, extra: { system_fingerprint: 'fp', container: { id: 'c' } } }), {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'up/m',
    content: [{ type: 'text', text: 'Hi' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    container: { id: 'c' },
    usage: { input_tokens: 5, cache_creation_input_tokens: 2, cache_read_input_tokens: 7, output_tokens: 3 },
  })
})

const parts: Record<string, [part: Part, blocks: object[]]> = {
  'text with citations': [{ type: 'text', text: 'a', extra: { citations: [1], annotations: [2] } }, [{ type: 'text', text: 'a', citations: [1] }]],
  'no empty text': [{ type: 'text', text: '' }, []],
  'a refusal': [{ type: 'refusal', text: 'No.' }, [{ type: 'text', text: 'No.' }]],
  'a thought that nobody signed': [{ type: 'reasoning', text: 'hm' }, [{ type: 'thinking', thinking: 'hm', signature: '' }]],
  'a thought of Anthropic’s': [{ type: 'reasoning', text: 'hm', signature: 's', signedBy: 'anthropic-messages' }, [{ type: 'thinking', thinking: 'hm', signature: 's' }]],
  'a thought of Gemini’s': [{ type: 'reasoning', text: 'hm', signature: 's', signedBy: 'gemini' }, [{ type: 'thinking', thinking: 'hm', signature: 'gemini#s' }]],
  'a sealed thought': [{ type: 'reasoning', text: '', redacted: 'x', signedBy: 'openai-responses' }, [{ type: 'redacted_thinking', data: 'openai-responses#x' }]],
  'a sealed thought with a summary': [{ type: 'reasoning', text: 'hm', redacted: 'x', signedBy: 'openai-responses' }, [{ type: 'thinking', thinking: 'hm', signature: 'openai-responses-sealed#x' }]],
  'a call': [{ type: 'tool-call', id: 't', name: 'f', arguments: '{"a":1}', extra: { caller: { type: 'x' }, index: 0 } }, [{ type: 'tool_use', id: 't', name: 'f', input: { a: 1 }, caller: { type: 'x' } }]],
  'a call without arguments': [{ type: 'tool-call', id: 't', name: 'f', arguments: '' }, [{ type: 'tool_use', id: 't', name: 'f', input: {} }]],
  'a call whose arguments are no object': [{ type: 'tool-call', id: 't', name: 'f', arguments: '[1' }, [{ type: 'tool_use', id: 't', name: 'f', input: { arguments: '[1' } }]],
  'a call that Gemini signed': [{ type: 'tool-call', id: 't', name: 'f', arguments: '{}', signature: 's', signedBy: 'gemini' }, [{ type: 'thinking', thinking: '', signature: 'gemini-call#s' }, { type: 'tool_use', id: 't', name: 'f', input: {} }]],
  'what Anthropic’s own tools did': [{ type: 'extra', name: 'anthropic-messages.server_tool_use', data: { type: 'server_tool_use' } }, [{ type: 'server_tool_use' }]],
  'nothing of what other dialects have': [{ type: 'extra', name: 'message.audio', data: {} }, []],
}
for (const [what, [part, blocks]] of Object.entries(parts)) {
  test(`a part is written: ${what}`, async t => {
    t.same(write([part]).content, blocks)
  })
}

test('what proves an answer comes back with the conversation, whoever signed it', async t => {
  const said: Part[] = ['anthropic-messages', 'gemini', 'openai-responses'].flatMap((signedBy): Part[] => [
    { type: 'reasoning', text: 'hm', signature: 'a+/=', signedBy },
    { type: 'reasoning', text: '', signature: 'a+/=', signedBy },
    { type: 'reasoning', text: '', redacted: 'b', signedBy },
    { type: 'reasoning', text: 'hm', redacted: 'b', signedBy },
    { type: 'tool-call', id: 't', name: 'f', arguments: '{}', signature: 'c', signedBy },
    { type: 'tool-call', id: 'u', name: 'f', arguments: '{}' },
  ])
  const { messages } = anthropicMessages.readRequest({ messages: [{ role: 'assistant', content: write(said).content }] })
  t.same(messages[0]?.content, said)
})

test('a provider that ends in an error has not answered', async t => {
  t.match(thrownBy(() => write([], { finish: 'error' })), { kind: 'upstream_failed' })
})

test('a whole relayed answer is looked at and left alone', async t => {
  const body = { type: 'message', content: [], stop_reason: 'pause_turn', usage: { input_tokens: 5, output_tokens: 3, service_tier: 'standard' } }
  t.same(anthropicMessages.inspectResponse(body), { usage: { inputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 3, raw: body.usage }, finish: 'pause_turn', body: undefined })
  t.match(thrownBy(() => anthropicMessages.inspectResponse({ type: 'error', error: { type: 'overloaded_error', message: 'Busy.' } })), { kind: 'upstream_overloaded' })
  t.match(thrownBy(() => anthropicMessages.inspectResponse({ choices: [] })), { kind: 'upstream_bad_response' })
})
