import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'tap'
import type { ChatEvent, ChatResponse, FinishReason, Usage } from '../../../src/core/chat.ts'
import { GatewayError } from '../../../src/core/errors.ts'
import { parlanceChat } from '../../../src/dialects/parlance-chat/index.ts'
import { SimpleChatReply, SimpleChatRequest } from '../../../src/dialects/parlance-chat/schema.ts'
import { MessageEvent } from '../../../src/schemas/chat-events.ts'
import { reachable } from '../../../src/schemas/type.ts'

const usage: Usage = { inputTokens: 9, cacheReadTokens: 100, cacheWriteTokens: 20, outputTokens: 3, reasoningTokens: 1, raw: {} }
const context = { id: 'msg_1', model: 'fast', created: 1, includeUsage: true, provider: 'groq', requestId: 'req_1', costOf: ({ outputTokens = 0 }: Partial<Usage>) => outputTokens / 10 }

const ajv = new Ajv2020({ strict: false })
for (const schema of [SimpleChatRequest, SimpleChatReply, MessageEvent]) for (const [id, named] of reachable(schema)) if (ajv.getSchema(`${id}#`) === undefined) ajv.addSchema(named, `${id}#`)
const isReply = ajv.compile(SimpleChatReply)
const isEvent = ajv.compile<any>(MessageEvent)

const responseOf = (finish: FinishReason, ...parts: ChatResponse['choices'][number]['parts']): ChatResponse =>
  ({ id: 'x', model: 'y', choices: [{ parts, finish, rawFinish: undefined }], usage })

test('a whole answer is told in our words', async t => {
  const reply = parlanceChat.writeResponse(responseOf('tool-calls',
    { type: 'reasoning', text: 'Hm, ', signature: 's', signedBy: 'gemini' },
    { type: 'reasoning', text: 'weather.' },
    { type: 'text', text: 'Let me ' },
    { type: 'text', text: 'look.' },
    { type: 'extra', name: 'message.annotations', data: [] },
    { type: 'tool-call', id: 'call_1', name: 'get_weather', arguments: '{"city": "Paris"}', extra: { index: 1 } }
  ), context)
  t.strictSame(reply, {
    reply: 'Let me look.',
    reasoning: 'Hm, weather.',
    toolCalls: [{ id: 'call_1', name: 'get_weather', arguments: '{"city": "Paris"}' }],
    model: 'fast',
    provider: 'groq',
    usage: { inputTokens: 9, outputTokens: 3, cacheReadTokens: 100, cacheWriteTokens: 20, totalTokens: 132 },
    finishReason: 'toolCalls',
    costUsd: 0.3,
  })
  t.ok(isReply(reply), JSON.stringify(isReply.errors))
})

test('what there is not is left out, and usage that nobody counted is null', async t => {
  const { usage: _, ...uncounted } = responseOf('stop', { type: 'refusal', text: 'I would rather not.' })
  const reply = parlanceChat.writeResponse(uncounted, { ...context, costOf: () => undefined })
  t.strictSame(reply, { reply: 'I would rather not.', model: 'fast', provider: 'groq', usage: null, finishReason: 'stop' })
  t.ok(isReply(reply))
})

const finishes: [FinishReason, string][] = [['stop', 'stop'], ['length', 'length'], ['tool-calls', 'toolCalls'], ['content-filter', 'contentFilter'], ['other', 'other']]
for (const [reason, word] of finishes) {
  test(`the finish ${reason} is told as ${word}`, async t => {
    t.match(parlanceChat.writeResponse(responseOf(reason), context), { finishReason: word, reply: '' })
    t.match(tell([{ type: 'message-end', reason, raw: undefined }]), [{ event: 'message.created' }, { event: 'message.completed', data: { finishReason: word } }])
  })
}

test('an answer that ended in an error is none', async t => {
  t.throws(() => parlanceChat.writeResponse(responseOf('error'), context), { kind: 'upstream_failed' } as never)
  t.match(tell([{ type: 'message-end', reason: 'error', raw: 'boom' }]).at(-1), { event: 'message.failed', data: { error: { code: 'upstream_failed' } } })
})

type Sent = { id: string; event: string; data: any }

/** Writes events and reads them as a client does. Fails when one is not as the schema says. */
function tell (events: readonly ChatEvent[]): Sent[] {
  const writer = parlanceChat.createStreamWriter(context)
  const text = events.map(event => writer.write(event)).join('') + writer.end()
  return text.split('\n\n').slice(0, -1).map(block => {
    const [, id = '', event = '', json = ''] = /^id: (\d+)\nevent: ([a-z.]+)\ndata: ([^\n]+)$/.exec(block) ?? []
    const data: any = JSON.parse(json)
    if (!isEvent(data)) throw new Error(`${json}: ${JSON.stringify(isEvent.errors)}`)
    if (data.type !== event) throw new Error(`${event} calls itself ${data.type}`)
    return { id, event, data }
  })
}

test('a stream is told in events with ids from 1; the usage that comes last is in the end', async t => {
  const sent = tell([
    { type: 'message-start', id: 'chatcmpl-1', model: 'upstream-name' },
    { type: 'usage', usage: { inputTokens: 9 } },
    { type: 'reasoning-delta', index: 0, text: 'Hm.' },
    { type: 'reasoning-delta', index: 0, text: '', signature: 's' },
    { type: 'text-delta', index: 1, text: 'Zwei\n\nZeilen “🌍”' },
    { type: 'text-delta', index: 1, text: 'not ours', choice: 1 },
    { type: 'text-delta', index: 1, text: '' },
    { type: 'extra', name: 'system_fingerprint', data: 'fp' },
    { type: 'tool-call-start', index: 0, id: 'call_1', name: 'get_weather' },
    { type: 'tool-call-start', index: 1, id: 'call_2', name: 'get_time' },
    { type: 'tool-call-delta', index: 0, json: '{"city"' },
    { type: 'tool-call-delta', index: 1, json: '{}' },
    { type: 'message-end', reason: 'tool-calls', raw: 'tool_calls' },
    { type: 'usage', usage: { outputTokens: 3 } },
  ])
  const messageId = 'msg_1'
  t.strictSame(sent.map(({ id }) => id), ['1', '2', '3', '4', '5', '6', '7', '8'])
  t.strictSame(sent.map(({ data }) => data), [
    { type: 'message.created', messageId, model: 'fast', provider: 'groq' },
    { type: 'message.delta', messageId, reasoning: 'Hm.' },
    { type: 'message.delta', messageId, text: 'Zwei\n\nZeilen “🌍”' },
    { type: 'message.delta', messageId, toolCall: { id: 'call_1', name: 'get_weather' } },
    { type: 'message.delta', messageId, toolCall: { id: 'call_2', name: 'get_time' } },
    { type: 'message.delta', messageId, toolCall: { id: 'call_1', arguments: '{"city"' } },
    { type: 'message.delta', messageId, toolCall: { id: 'call_2', arguments: '{}' } },
    { type: 'message.completed', messageId, finishReason: 'toolCalls', usage: { inputTokens: 9, outputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0, totalTokens: 12 }, costUsd: 0.3 },
  ])
})

test('a stream that nobody began is begun by what comes first', async t => {
  t.same(tell([{ type: 'refusal-delta', text: 'No.' }, { type: 'message-end', reason: 'stop', raw: 'stop' }]).map(({ event }) => event), ['message.created', 'message.delta', 'message.completed'])
})

test('a stream that breaks off fails, is never completed, and says nothing more', async t => {
  const failure = new GatewayError('upstream_overloaded', 'The provider is overloaded.', { upstream: { status: 529 } })
  const failed = tell([{ type: 'text-delta', index: 0, text: 'Hel' }, { type: 'error', error: failure }, { type: 'text-delta', index: 0, text: 'lo' }, { type: 'message-end', reason: 'stop', raw: 'stop' }])
  t.same(failed.map(({ event }) => event), ['message.created', 'message.delta', 'message.failed'])
  t.strictSame(failed.at(-1)?.data, { type: 'message.failed', messageId: 'msg_1', error: { message: 'The provider is overloaded.', type: 'upstream_error', code: 'upstream_overloaded', param: null, requestId: 'req_1', upstream: { status: 529 } } })

  t.match(tell([{ type: 'text-delta', index: 0, text: 'Hel' }]).at(-1), { event: 'message.failed', data: { error: { code: 'upstream_cut' } } })
  const late = tell([{ type: 'message-end', reason: 'stop', raw: 'stop' }, { type: 'error', error: failure }])
  t.same(late.map(({ event }) => event), ['message.created', 'message.failed'], 'an error after the finish is told, too')
})

test('a request is read with its history between the system prompt and the message', async t => {
  const request = parlanceChat.readRequest({
    message: 'What is my name?',
    systemPrompt: 'Be brief.',
    history: [{ role: 'user', content: 'I am Ada.' }, { role: 'assistant', content: 'Hello Ada!' }, { role: 'system', content: 'She is shy.' }],
    temperature: 0,
    maxTokens: 50,
  })
  t.same(request.messages.map(({ role, content: [part] }) => [role, part?.type === 'text' && part.text]),
    [['system', 'Be brief.'], ['user', 'I am Ada.'], ['assistant', 'Hello Ada!'], ['system', 'She is shy.'], ['user', 'What is my name?']])
  t.strictSame(request.params, { temperature: 0, maxOutputTokens: 50 })
  t.strictSame(parlanceChat.readRequest({ message: 'Hi' }).params, {})
})
