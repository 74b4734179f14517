// What a replay upstream answers: bytes, and how badly they travel.
import { readFileSync } from 'node:fs'

/** How an answer is delivered. Byte counts are counts of the body as sent (after gzip). Times are milliseconds. */
export type Behaviour = {
  status?: number
  /** Merged over the defaults of the reply's constructor. */
  headers?: Record<string, string>
  /** Sends the body in pieces of so many bytes, each its own TCP write, at least one tick apart. */
  splitAt?: number
  /** Silence before the headers. */
  delayMs?: number
  /** Silence between two pieces; without `splitAt` there is one piece. */
  chunkDelayMs?: number
  /** Destroys the socket after so many bytes. */
  cutAfter?: number
  /** Ends cleanly after so many bytes, as if that were all. */
  endAfter?: number
  /** Says nothing more after so many bytes, until the client or the test closes. */
  stallAfter?: number
  /** Sends status line and headers one byte at a time, so many milliseconds apart. */
  dripHeadersMs?: number
  /** Advertises keep-alive and closes the socket after the answer all the same, as llama.cpp does after a stream. */
  closeAfterStream?: boolean
  /** Compresses the body whether or not the client accepts that. */
  gzip?: boolean
}

export type Reply = Behaviour & {
  body?: Buffer
  /** Goes on for ever, as fast as the client reads; called with 0, 1, 2 … */
  endless?: (index: number) => string
  /** Bytes that are no HTTP at all; the socket is closed after them. */
  raw?: Buffer
}

/** One server-sent event: a value to serialise, text as it is, or an event with a name. */
export type SseEvent = string | { event: string; data: unknown } | Record<string, unknown>

const withType = (type: string, body: string | Buffer, behaviour: Behaviour = {}): Reply =>
  ({ ...behaviour, headers: { 'content-type': type, ...behaviour.headers }, body: Buffer.from(body) })

const stringify = (value: unknown): string => typeof value === 'string' ? value : JSON.stringify(value)

const isNamed = (event: SseEvent): event is { event: string; data: unknown } =>
  typeof event === 'object' && typeof event['event'] === 'string' && 'data' in event

export const json = (value: unknown, behaviour?: Behaviour): Reply => withType('application/json', JSON.stringify(value), behaviour)

export const text = (body: string, behaviour?: Behaviour): Reply => withType('text/plain; charset=utf-8', body, behaviour)

/** Server-sent events. Add `'[DONE]'` yourself where the vendor sends it. */
export const sse = (events: readonly SseEvent[], behaviour?: Behaviour): Reply =>
  withType('text/event-stream', events.map(event => isNamed(event)
    ? `event: ${event.event}\ndata: ${stringify(event.data)}\n\n`
    : `data: ${stringify(event)}\n\n`).join(''), behaviour)

/** A body that is server-sent events already, byte for byte. */
export const sseText = (body: string | Buffer, behaviour?: Behaviour): Reply => withType('text/event-stream', body, behaviour)

export const ndjson = (lines: readonly unknown[], behaviour?: Behaviour): Reply =>
  withType('application/x-ndjson', lines.map(line => stringify(line) + '\n').join(''), behaviour)

const fileTypes: Record<string, string> = { json: 'application/json', sse: 'text/event-stream', ndjson: 'application/x-ndjson', html: 'text/html' }

/** The bytes of a file; its ending decides the content type. */
export const file = (path: string | URL, behaviour?: Behaviour): Reply =>
  withType(fileTypes[String(path).split('.').at(-1) ?? ''] ?? 'application/octet-stream', readFileSync(path), behaviour)

/** 429 as OpenAI words it. */
export const rateLimited = (retryAfterSeconds: number, behaviour: Behaviour = {}): Reply =>
  json({ error: { message: 'Rate limit reached for requests', type: 'requests', param: null, code: 'rate_limit_exceeded' } },
    { status: 429, ...behaviour, headers: { 'retry-after': String(retryAfterSeconds), ...behaviour.headers } })

/** What a proxy in front of the provider answers when the provider is down. */
export const htmlError = (status = 502, behaviour: Behaviour = {}): Reply =>
  withType('text/html', `<html><head><title>${status}</title></head><body><center><h1>${status} Bad Gateway</h1></center></body></html>`, { status, ...behaviour })

const upstreamError = { error: { message: 'The server had an error while processing your request', type: 'server_error', param: null, code: 'server_error' } }

/** An error that calls itself a success: JSON. */
export const errorInside = (behaviour?: Behaviour): Reply => json(upstreamError, behaviour)

/** An error that calls itself a success: a stream, after the given events. */
export const errorInsideStream = (before: readonly SseEvent[] = [], behaviour?: Behaviour): Reply => sse([...before, upstreamError], behaviour)

/** One server-sent event whose data line is so many bytes long. */
export const longLine = (bytes = 10 * 1024 * 1024, behaviour?: Behaviour): Reply => sseText(`data: ${'x'.repeat(bytes)}\n\n`, behaviour)

/** A stream that never ends and honours back-pressure. */
export const endless = (event: (index: number) => string, behaviour: Behaviour = {}): Reply =>
  ({ ...behaviour, headers: { 'content-type': 'text/event-stream', ...behaviour.headers }, endless: event })

/** Bytes that no parser likes, the same every time. They hold no line feed, so that no framing saves them. */
export const garbageBytes = (length = 512): Buffer => Buffer.from(Array.from({ length }, (_, index) => ((index * 151 + 128) % 245) + 11))

/** Garbage as the body of a well-formed answer. */
export const garbageBody = (behaviour: Behaviour = {}): Reply => withType('application/json', garbageBytes(), behaviour)

/** Garbage instead of HTTP. */
export const garbage = (): Reply => ({ raw: garbageBytes() })
