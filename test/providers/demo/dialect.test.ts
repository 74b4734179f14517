import { test } from 'tap'
import type { ChatEvent } from '../../../src/core/chat.ts'
import { openaiChat } from '../../../src/dialects/openai-chat/index.ts'
import { answer } from '../../../src/providers/demo/answer.ts'
import { say, surroundings, timeTool, weatherTool } from './ask.ts'

/** What the house makes of an answer of the demo provider. */
async function read (body: object): Promise<ChatEvent[]> {
  const request = { path: openaiChat.path, body: JSON.stringify({ model: 'parlance', stream: true, stream_options: { include_usage: true }, ...body }), signal: new AbortController().signal }
  const frame = openaiChat.createFramer()
  const reader = openaiChat.createStreamReader()
  const events: ChatEvent[] = []
  for await (const text of answer(request, surroundings).body) {
    for (const one of frame(Buffer.from(text))) events.push(...reader.read(one))
  }
  return [...events, ...reader.end()]
}

const typesOf = (events: ChatEvent[]) => new Set(events.map(({ type }) => type))

test('the house understands every way of answering', async t => {
  const tools = [weatherTool, timeTool]
  const cases: [object, ChatEvent['type'][], string][] = [
    [say('Hello [delay 0]'), ['text-delta'], 'stop'],
    [say('[reasoning] [delay 0]'), ['reasoning-delta', 'text-delta'], 'stop'],
    [say('[tools 2] [delay 0]', { tools }), ['tool-call-start', 'tool-call-delta'], 'tool-calls'],
    [say('[refuse] [delay 0]'), ['refusal-delta'], 'stop'],
    [say('[delay 0]', { max_tokens: 1 }), ['text-delta'], 'length'],
    [say('[empty]'), [], 'stop'],
  ]
  for (const [body, types, reason] of cases) {
    const events = await read(body)
    for (const type of ['message-start', 'usage', ...types] as const) t.ok(typesOf(events).has(type), `${JSON.stringify(body)}: ${type}`)
    t.match(events.filter(({ type }) => type === 'message-end'), [{ reason }])
    t.notOk(typesOf(events).has('error'))
  }
})

test('the house sees an error half-way', async t => {
  const events = await read(say('[fail midstream] [delay 0]'))
  t.ok(typesOf(events).has('text-delta'))
  t.ok(typesOf(events).has('error'))
})

test('the house reads every failure as what it is', async t => {
  const kinds = { 401: 'upstream_auth_failed', 429: 'upstream_rate_limited', 500: 'upstream_failed', 503: 'upstream_overloaded', 529: 'upstream_overloaded', context: 'context_length_exceeded', bad: 'invalid_request' }
  for (const [name, kind] of Object.entries(kinds)) {
    const { status, headers, body } = answer({ path: openaiChat.path, body: JSON.stringify({ model: 'parlance', ...say(`[fail ${name}]`) }), signal: new AbortController().signal }, surroundings)
    let text = ''
    for await (const part of body) text += part
    t.equal(openaiChat.readError(status, headers, text).kind, kind, name)
  }
})
