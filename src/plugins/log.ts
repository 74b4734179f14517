import fp from 'fastify-plugin'
import { type DestinationStream, type Logger, pino } from 'pino'
import type { Receipt } from '../core/chat.ts'
import { errorKinds } from '../core/errors.ts'
import { scrub } from '../lib/secrets.ts'
import { readTime } from './logger.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the gateway did for it, once it is settled. */
    receipt: Receipt | null
  }
}

/**
 * One line a request, of named fields only: no header, no body, no query string ever gets here. It is made here and
 * written to the logger's own stream, which costs a quarter of going through it.
 */
export default fp(async function log (app) {
  app.decorateRequest('receipt', null)
  const logger = app.log as Logger & { [pino.symbols.streamSym]: DestinationStream } // see createLogger
  const stream = logger[pino.symbols.streamSym]

  app.addHook('onResponse', (request, reply, done) => {
    const { receipt } = request
    const failure = request.failure ?? receipt?.error ?? undefined
    if (failure !== undefined && errorKinds[failure.kind].status === 500) app.log.error({ requestId: request.id, err: failure.cause ?? failure }, 'a request failed for a fault of ours')
    if (!logger.isLevelEnabled('info')) return done()
    const isAborted = receipt?.status === 'aborted' || (!reply.raw.writableFinished && receipt === null)
    stream.write(JSON.stringify({
      level: 'info',
      time: readTime(),
      requestId: scrub(request.id),
      principal: request.caller?.id,
      route: `${request.method} ${request.routeOptions.url ?? 'unknown'}`,
      status: isAborted ? errorKinds.client_closed.status : reply.statusCode,
      latencyMs: round(reply.elapsedTime),
      ...receipt === null ? undefined : sayReceipt(receipt),
      error: failure?.kind,
      msg: 'request',
    }) + '\n')
    done()
  })
}, { name: 'log', dependencies: ['errors'] })

const sayReceipt = ({ provider, model, path, stream, attempts, timeToFirstTokenMs, usage, finish, warnings }: Receipt) => ({
  provider,
  model: scrub(model),
  path,
  stream,
  failedAttempts: attempts.length || undefined,
  timeToFirstTokenMs: timeToFirstTokenMs === undefined ? undefined : round(timeToFirstTokenMs),
  inputTokens: usage?.inputTokens,
  cacheReadTokens: usage?.cacheReadTokens || undefined,
  cacheWriteTokens: usage?.cacheWriteTokens || undefined,
  outputTokens: usage?.outputTokens,
  finish,
  warnings: warnings.length || undefined,
})

const round = (ms: number): number => Math.round(ms * 10) / 10
