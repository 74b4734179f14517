import type { TestApp } from '../helpers/app.ts'

export type ChatEvent = { id: string; event: string; data: any }

/** Server-sent events as they come. Stops reading after `atMost`, and hangs up. */
export async function readEvents (response: Response, atMost = Infinity): Promise<ChatEvent[]> {
  const events: ChatEvent[] = []
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (events.length < atMost) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }))
    if (done) break
    text += value
    for (let end; (end = text.indexOf('\n\n')) !== -1 && events.length < atMost; text = text.slice(end + 2)) {
      const fields = Object.fromEntries(text.slice(0, end).split('\n').filter(line => !line.startsWith(':')).map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]))
      if (fields['data'] !== undefined) events.push({ id: fields['id']!, event: fields['event']!, data: JSON.parse(fields['data']) })
    }
  }
  await reader.cancel().catch(() => {})
  return events
}

export const textOf = (events: readonly ChatEvent[]): string => events.map(({ data }) => data.text ?? '').join('')

/** The text as a reader has it that was told that only so much of the log was saved. */
export const textUpTo = (events: readonly ChatEvent[], position: number): string => events.map(({ id, data }) => {
  const beyond = Number(id.slice(id.indexOf('.') + 1)) - position
  const text: string = data.text ?? ''
  return beyond <= 0 ? text : text.slice(0, Math.max(0, text.length - beyond))
}).join('')

/** A caller with a key of its own. */
export async function createCaller (server: TestApp, scopes: string[] = ['chats', 'inference']) {
  const { json: { secret } } = await server.call('POST', '/api/v1/api-keys', { body: { name: 'someone', scopes } })
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => server.call(method, `/api/v1${path}`, { body, key: secret, headers })
  const open = (method: string, path: string, { body, headers = {}, signal }: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal } = {}): Promise<Response> => fetch(`${server.baseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${secret}`, ...body !== undefined && { 'content-type': 'application/json' }, ...headers },
    ...body !== undefined && { body: JSON.stringify(body) },
    ...signal !== undefined && { signal },
  })
  const begin = async (more: object = {}): Promise<string> => (await call('POST', '/chats', more)).json.id
  const ask = (chatId: string, content: unknown, more: object = {}) => call('POST', `/chats/${chatId}/messages`, { content, ...more })
  const stream = (chatId: string, content: unknown, more: object = {}) => open('POST', `/chats/${chatId}/messages`, { body: { content, stream: true, ...more } })
  const history = async (chatId: string): Promise<any[]> => (await call('GET', `/chats/${chatId}/messages`)).json.data
  return { secret, call, open, begin, ask, stream, history }
}
