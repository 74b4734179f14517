import { test } from 'tap'
import type { ChatEvent, Part } from '../../../src/core/chat.ts'
import { openaiChat } from '../../../src/dialects/openai-chat/index.ts'

type Wire = Record<string, unknown>

const readMessage = (message: Wire) => openaiChat.readRequest({ messages: [{ role: 'assistant', ...message }] }).messages[0]?.content
const writeMessage = (content: Part[]) => openaiChat.writeRequest({ model: 'm', messages: [{ role: 'assistant', content }], stream: false, params: {}, extras: {} }).body.messages[0]

const messages: [string, Wire, Part[]][] = [
  ['Anthropic signed', {
    content: 'a', reasoning_content: 'hm', reasoning_details: [{ type: 'reasoning.text', text: 'hm', signature: 's', format: 'anthropic-claude-v1', index: 0 }, { type: 'reasoning.encrypted', data: 'x', format: 'anthropic-claude-v1', index: 1 }],
  }, [{ type: 'reasoning', text: 'hm', signature: 's', signedBy: 'anthropic-messages' }, { type: 'reasoning', text: '', redacted: 'x', signedBy: 'anthropic-messages' }, { type: 'text', text: 'a' }]],
  ['Gemini signed', {
    content: 'a', reasoning_content: 'hm', reasoning_details: [{ type: 'reasoning.text', text: 'hm', signature: 's', format: 'google-gemini-v1', index: 0 }],
  }, [{ type: 'reasoning', text: 'hm', signature: 's', signedBy: 'gemini' }, { type: 'text', text: 'a' }]],
  ['OpenAI sealed, beside its summary', {
    content: 'a', reasoning_content: 'hm', reasoning_details: [{ type: 'reasoning.summary', summary: 'hm', format: 'openai-responses-v1', index: 0 }, { type: 'reasoning.encrypted', data: 'gAAA', format: 'openai-responses-v1', index: 0 }],
  }, [{ type: 'reasoning', text: 'hm', signature: 'gAAA', signedBy: 'openai-responses' }, { type: 'text', text: 'a' }]],
  ['OpenAI sealed, alone', {
    content: 'a', reasoning_details: [{ type: 'reasoning.encrypted', data: 'gAAA', format: 'openai-responses-v1', index: 0 }],
  }, [{ type: 'reasoning', text: '', redacted: 'gAAA', signedBy: 'openai-responses' }, { type: 'text', text: 'a' }]],
  ['somebody signed whom we do not know', {
    content: 'a', reasoning_content: 'hm', reasoning_details: [{ type: 'reasoning.text', text: 'hm', signature: 's', format: 'xai-responses-v1', index: 0 }],
  }, [{ type: 'reasoning', text: 'hm', signature: 's', signedBy: 'xai-responses-v1' }, { type: 'text', text: 'a' }]],
]
for (const [who, message, parts] of messages) {
  test(`reasoning that ${who} comes and goes with its signer`, async t => {
    t.same(readMessage(message), parts)
    t.same(writeMessage(parts), { role: 'assistant', ...message })
  })
}

test('a proof without its text proves the text of the message', async t => {
  t.same(readMessage({ content: null, reasoning_content: 'hm', reasoning_details: [{ type: 'reasoning.encrypted', data: 'x', index: 0 }, { type: 'reasoning.text', signature: 's', format: 'anthropic-claude-v1', index: 1 }] }), [
    { type: 'reasoning', text: '', redacted: 'x' }, { type: 'reasoning', text: 'hm', signature: 's', signedBy: 'anthropic-messages' },
  ])
})

test('Gemini’s signature of a call comes and goes, and other extras with it', async t => {
  const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' }, extra_content: { google: { thought_signature: 's' } } }
  const parts: Part[] = [{ type: 'tool-call', id: 'c1', name: 'f', arguments: '{}', signature: 's', signedBy: 'gemini' }]
  t.same(readMessage({ content: null, tool_calls: [call] }), parts)
  t.same(writeMessage(parts).tool_calls, [call])
  const more = { ...call, extra_content: { google: { thought_signature: 's', x: 1 }, acme: 2 }, y: 3 }
  t.same(readMessage({ content: null, tool_calls: [more] }), [{ ...parts[0], extra: { extra_content: { google: { x: 1 }, acme: 2 }, y: 3 } }])
  t.same(writeMessage(readMessage({ content: null, tool_calls: [more] })!).tool_calls, [more])
})

const read = (...deltas: Wire[]): ChatEvent[] => {
  const reader = openaiChat.createStreamReader()
  return deltas.flatMap(delta => [...reader.read({ data: JSON.stringify({ id: 'x', choices: [{ index: 0, delta }] }) })]).filter(({ type }) => type !== 'message-start')
}
const write = (...events: ChatEvent[]): Wire[] => {
  const writer = openaiChat.createStreamWriter({ id: 'x', model: 'm', created: 1, includeUsage: false })
  return events.map(event => writer.write(event)).join('').split('\n\n').slice(1, -1).map(event => JSON.parse(event.slice(6)).choices[0].delta)
}

test('a stream’s proofs come and go with their signers', async t => {
  const events: ChatEvent[] = [
    { type: 'reasoning-delta', index: 0, text: 'h' }, { type: 'reasoning-delta', index: 0, text: 'm' }, { type: 'reasoning-delta', index: 0, text: '', signature: 's', signedBy: 'anthropic-messages' },
    { type: 'reasoning-delta', index: 1, text: '', redacted: 'x', signedBy: 'anthropic-messages' },
    { type: 'reasoning-delta', index: 2, text: 'so' }, { type: 'reasoning-delta', index: 2, text: '', signature: 'gAAA', signedBy: 'openai-responses' },
    { type: 'tool-call-start', index: 0, id: 'c', name: 'f', signature: 'z', signedBy: 'gemini' },
  ]
  const deltas = write(...events)
  t.match(deltas, [
    {}, {}, { reasoning_details: [{ type: 'reasoning.text', signature: 's', format: 'anthropic-claude-v1', index: 0 }] },
    { reasoning_details: [{ type: 'reasoning.encrypted', data: 'x', format: 'anthropic-claude-v1', index: 1 }] },
    {}, { reasoning_details: [{ type: 'reasoning.encrypted', data: 'gAAA', format: 'openai-responses-v1', index: 2 }] },
    { tool_calls: [{ id: 'c', extra_content: { google: { thought_signature: 'z' } } }] },
  ])
  t.same(read(...deltas), events)
})

test('details that hold the text tell which block it belongs to', async t => {
  const detail = (index: number, more: Wire) => ({ reasoning_details: [{ type: 'reasoning.text', format: 'anthropic-claude-v1', index, ...more }] })
  t.same(read({ reasoning: 'a', ...detail(0, { text: 'a' }) }, detail(0, { signature: 's' }), { reasoning: 'b', ...detail(1, { text: 'b' }) }), [
    { type: 'reasoning-delta', index: 0, text: 'a' }, { type: 'reasoning-delta', index: 0, text: '', signature: 's', signedBy: 'anthropic-messages' }, { type: 'reasoning-delta', index: 1, text: 'b' },
  ])
})
