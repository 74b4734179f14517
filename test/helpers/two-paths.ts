import type { Test } from 'tap'
import { startApp, type TestApp } from './app.ts'
import { json, type Behaviour, type Reply, sse, startUpstream, type Upstream } from './replay-upstream.ts'

/** The two ways through the house: bytes relayed (same dialect), and events read and written (another dialect). */
export type Way = {
  name: 'relay' | 'events'
  kind: string
  path: string
  model: string
  /** So many bytes into a stream of short texts the first has come and the end has not. */
  midway: number
  /** A good stream of these texts. */
  stream(texts: readonly string[], behaviour?: Behaviour): Reply
  /** A good whole answer. */
  whole(text: string, behaviour?: Behaviour): Reply
  /** An error as this provider words it. */
  error(status: number, message: string, behaviour?: Behaviour): Reply
  /** One event of a stream. */
  delta(text: string): string
  /** An error event inside a stream that has begun. */
  brokenStream(texts: readonly string[], message: string): Reply
}

const chunk = (delta: object, finish: string | null = null, more: object = {}) =>
  ({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }], ...more })
const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 }
const openaiStart = (texts: readonly string[]) => [chunk({ role: 'assistant', content: '' }), ...texts.map(content => chunk({ content }))]

const relay: Way = {
  name: 'relay',
  kind: 'openai-compatible',
  path: '/v1/chat/completions',
  model: 'up/m',
  midway: 400,
  stream: (texts, behaviour) => sse([...openaiStart(texts), chunk({}, 'stop'), { ...chunk({}), choices: [], usage }, '[DONE]'], behaviour),
  whole: (content, behaviour) => json({ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' }], usage }, behaviour),
  error: (status, message, behaviour) => json({ error: { message, type: 'some_error', param: null, code: null } }, { status, ...behaviour }),
  delta: content => `data: ${JSON.stringify(chunk({ content }))}\n\n`,
  brokenStream: (texts, message) => sse([...openaiStart(texts), { error: { message, type: 'server_error', code: 500 } }]),
}

const named = (data: { type: string } & Record<string, unknown>) => ({ event: data.type, data })
const anthropicStart = (texts: readonly string[]) => [
  named({ type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 7, output_tokens: 1 } } }),
  named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
  ...texts.map(text => named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
]

const events: Way = {
  name: 'events',
  kind: 'anthropic',
  path: '/v1/messages',
  model: 'up/m',
  midway: 520,
  stream: (texts, behaviour) => sse([
    ...anthropicStart(texts),
    named({ type: 'content_block_stop', index: 0 }),
    named({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 3 } }),
    named({ type: 'message_stop' }),
  ], behaviour),
  whole: (text, behaviour) => json({ id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [{ type: 'text', text }], stop_reason: 'end_turn', stop_sequence: null, usage: { input_tokens: 7, output_tokens: 3 } }, behaviour),
  error: (status, message, behaviour) => json({ type: 'error', error: { type: 'some_error', message } }, { status, ...behaviour }),
  delta: text => `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })}\n\n`,
  brokenStream: (texts, message) => sse([...anthropicStart(texts), named({ type: 'error', error: { type: 'api_error', message } })]),
}

export const ways: readonly Way[] = [relay, events]

/** A server with one provider called `up` on a replay upstream. */
export async function startPair (t: Test, way: Way, { environment = {}, provider = {} }: { environment?: Record<string, string>; provider?: object } = {}): Promise<TestApp & { upstream: Upstream; ask(body?: object, init?: RequestInit): Promise<Response> }> {
  const server = await startApp(t, environment)
  const upstream = await startUpstream(t)
  await server.addProvider({ name: 'up', kind: way.kind, baseUrl: `${upstream.url}/v1`, apiKey: 'sk-upstream-key-0123456789', ...provider })
  const ask = (body: object = {}, init: RequestInit = {}) => fetch(`${server.baseUrl}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: way.model, messages: [{ role: 'user', content: 'hello' }], ...body }),
    ...init,
    headers: { authorization: 'Bearer plk_test-admin-key-of-the-tests', 'content-type': 'application/json', ...init.headers as object },
  })
  return { ...server, upstream, ask }
}

/** The data of each server-sent event. */
export const readEvents = (text: string): string[] =>
  text.split('\n\n').filter(block => block.startsWith('data: ')).map(block => block.slice('data: '.length))
