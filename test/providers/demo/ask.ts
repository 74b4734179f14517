// Asks the demo provider without a server.
import { answer } from '../../../src/providers/demo/answer.ts'

export const surroundings = { now: () => 1_700_000_000_000, createId: () => 'chatcmpl-0123456789abcdef' }

type Ask = { signal?: AbortSignal; path?: string }

const send = (body: unknown, { signal = new AbortController().signal, path = '/chat/completions' }: Ask = {}) =>
  answer({ path, body: typeof body === 'string' ? body : JSON.stringify({ model: 'parlance', ...body as object }), signal }, surroundings)

/** A request with one user message. Streams go as fast as they can. */
export const say = (content: unknown, more: object = {}) => ({ messages: [{ role: 'user', content }], ...more })

/** The status, headers and parsed body of a whole answer. */
export async function ask (body: unknown, options?: Ask): Promise<{ status: number; headers: Record<string, string>; body: any }> {
  const { status, headers, body: parts } = send(body, options)
  let text = ''
  for await (const part of parts) text += part
  return { status, headers, body: JSON.parse(text) }
}

/** The events of a stream as they come: parsed, or the text of `[DONE]`. */
export async function * stream (body: object, options?: Ask): AsyncGenerator<any> {
  for await (const part of send({ stream: true, ...body }, options).body) {
    for (const event of part.split('\n\n').filter(Boolean)) {
      const data = event.slice('data: '.length)
      yield data === '[DONE]' ? data : JSON.parse(data)
    }
  }
}

/** All events of a stream. */
export async function collect (body: object, options?: Ask): Promise<any[]> {
  const events = []
  for await (const event of stream(body, options)) events.push(event)
  return events
}

/** What a client makes of the events of one choice. */
export function join (events: any[], choice = 0) {
  const deltas = events.flatMap(event => event.choices ?? []).filter(({ index }) => index === choice)
  const text = (field: string) => deltas.map(({ delta }) => delta[field] ?? '').join('')
  const calls: { id: string; name: string; arguments: string }[] = []
  for (const { delta } of deltas) {
    for (const { index, id, function: { name, arguments: json } } of delta.tool_calls ?? []) {
      calls[index] ??= { id, name, arguments: '' }
      calls[index].arguments += json
    }
  }
  return { content: text('content'), reasoning: text('reasoning_content'), refusal: text('refusal'), calls, finish: deltas.map(({ finish_reason: finish }) => finish).filter(Boolean) }
}

export const weatherTool = {
  type: 'function',
  function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' }, unit: { enum: ['celsius', 'fahrenheit'] }, days: { type: 'integer', minimum: 2 } }, required: ['city'] } },
}
export const timeTool = { type: 'function', function: { name: 'get_time', parameters: { type: 'object', properties: { place: { type: 'string' } } } } }
