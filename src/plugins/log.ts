import fp from 'fastify-plugin'
import type { Receipt } from '../core/chat.ts'
import { errorKinds, type GatewayError } from '../core/errors.ts'
import { scrub } from '../lib/secrets.ts'
import { requestMessage } from './logger.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the gateway did for it, once it is settled. */
    receipt: Receipt | null
  }
}

/** One line a request, of named fields only: no header, no body, no query string ever gets here. */
export default fp(async function log (app) {
  app.decorateRequest('receipt', null)
  app.addHook('onResponse', (request, reply, done) => {
    const { receipt } = request
    const failure = request.failure ?? receipt?.error
    const isAborted = receipt?.status === 'aborted' || (!reply.raw.writableFinished && receipt === null)
    const status = isAborted ? errorKinds.client_closed.status : reply.statusCode
    const line = {
      requestId: scrub(request.id),
      principal: request.caller?.id,
      route: `${request.method} ${request.routeOptions.url ?? 'unknown'}`,
      status,
      latencyMs: round(reply.elapsedTime),
      ...(receipt !== null && sayReceipt(receipt)),
      ...(failure != null && { error: failure.kind }),
    }
    if (failure != null && errorKinds[failure.kind].status === 500) request.log.error({ ...line, err: causeOf(failure) }, 'request failed')
    else request.log.info(line, requestMessage)
    done()
  })
}, { name: 'log', dependencies: ['errors'] })

const sayReceipt = ({ provider, model, path, stream, attempts, timeToFirstTokenMs, usage, finish, warnings }: Receipt) => ({
  provider,
  model: scrub(model),
  path,
  stream,
  ...(attempts.length > 0 && { failedAttempts: attempts.length }),
  timeToFirstTokenMs: timeToFirstTokenMs === undefined ? undefined : round(timeToFirstTokenMs),
  inputTokens: usage?.inputTokens,
  cacheReadTokens: usage?.cacheReadTokens || undefined,
  cacheWriteTokens: usage?.cacheWriteTokens || undefined,
  outputTokens: usage?.outputTokens,
  finish,
  ...(warnings.length > 0 && { warnings: warnings.length }),
})

const causeOf = (failure: GatewayError): unknown => failure.cause ?? failure

const round = (ms: number): number => Math.round(ms * 10) / 10
