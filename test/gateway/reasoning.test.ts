import { test } from 'tap'
import type { ChatRequest, Part, Warning } from '../../src/core/chat.ts'
import { withoutReasoning } from '../../src/gateway/reasoning.ts'
import { addAnswering } from '../helpers/answering-upstream.ts'
import { startApp } from '../helpers/app.ts'

const request = (...content: Part[]): ChatRequest => ({ model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }, { role: 'assistant', content }], stream: false, params: {}, extras: {} })
const thought: Part = { type: 'reasoning', text: 'hm', signature: 's', signedBy: 'anthropic-messages' }
const call: Part = { type: 'tool-call', id: 'c', name: 'f', arguments: '{}' }

test('a conversation goes without what was thought and what signed its calls, which is told once', async t => {
  const warnings: Warning[] = []
  const { messages } = withoutReasoning(request(thought, thought, { ...call, signature: 's', signedBy: 'gemini' }), warnings)
  t.same(messages[1], { role: 'assistant', content: [call] })
  t.match(warnings, [{ param: 'reasoning', action: 'dropped' }])
  t.equal(withoutReasoning(request(thought), []).messages.length, 1, 'what was nothing else has gone')
})

test('a conversation without reasoning stays the very object that it was', async t => {
  const plain = request(call)
  t.equal(withoutReasoning(plain, []), plain)
})

test('OpenAI’s chat, which refuses it, gets no reasoning of another provider’s', async t => {
  const server = await startApp(t)
  const upstream = await addAnswering(t, server, 'openai')
  const { status, headers } = await server.call('POST', '/api/v1/messages', {
    body: { model: 'openai/m', max_tokens: 100, messages: [{ role: 'user', content: 'hi' }, { role: 'assistant', content: [{ type: 'thinking', thinking: 'secret thought', signature: 's' }, { type: 'text', text: 'hello' }] }, { role: 'user', content: 'and?' }] },
  })
  t.equal(status, 200)
  t.notMatch(upstream.last().body.toString(), /secret thought|reasoning/)
  t.match(headers.get('x-parlance-warnings'), /dropped reasoning/)
})
