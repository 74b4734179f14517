import { once } from 'node:events'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sayLimits } from './limit-headers.ts'

/** One server-sent event. `id` is where a reader goes on after a loss. */
export type ServerEvent = { id: string; event: string; data: object }

/** Proxies cut what is silent for a minute or less. */
const pingMs = 15_000

/**
 * Sends events as they come; waits for a client that reads slowly. The signal aborts when the client goes away, or the
 * server is about to. Once the first byte is out, an error can only end the stream: readers come back with `Last-Event-ID`.
 */
export async function sendEvents (request: FastifyRequest, reply: FastifyReply, open: (signal: AbortSignal) => AsyncIterable<ServerEvent>): Promise<void> {
  const gone = new AbortController()
  const { raw } = reply
  reply.hijack()
  raw.on('close', () => {
    gone.abort()
    if (!raw.writableFinished) request.server.tellOver(request, reply)
  })
  const head = ['x-request-id', request.id, 'x-content-type-options', 'nosniff', 'content-type', 'text/event-stream; charset=utf-8', 'cache-control', 'no-cache, no-transform', 'x-accel-buffering', 'no']
  head.push(...sayLimits(request))
  const set = reply.getHeaders()
  for (const name in set) head.push(name, String(set[name]))
  raw.writeHead(200, head)
  raw.flushHeaders()
  const ping = setInterval(() => raw.write(': ping\n\n'), pingMs)
  try {
    for await (const { id, event, data } of open(gone.signal)) {
      if (raw.destroyed) return
      if (!raw.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) await once(raw, 'drain', { signal: gone.signal }).catch(() => {})
    }
  } catch (thrown) {
    if (!gone.signal.aborted) request.log.error({ err: thrown, requestId: request.id }, 'a stream of events broke off')
  } finally {
    clearInterval(ping)
    raw.end()
  }
}
