import fp from 'fastify-plugin'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type DestinationStream, type Logger, pino } from 'pino'
import type { Receipt, Usage } from '../core/chat.ts'
import { errorKinds } from '../core/errors.ts'
import { scrub } from '../lib/secrets.ts'
import { sayUsd } from './http-consumer.ts'
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

  app.onOver((request, reply) => {
    const { receipt } = request
    const failure = request.failure ?? receipt?.error ?? undefined
    if (failure !== undefined && errorKinds[failure.kind].status === 500) app.log.error({ requestId: request.id, err: failure.cause ?? failure }, 'a request failed for a fault of ours')
    if (!logger.isLevelEnabled('info')) return
    const status = statusOf(request, reply)
    const route = `${request.method} ${request.routeOptions.url ?? 'unknown'}`
    stream.write(`{"level":"info","time":"${readTime()}","requestId":${sayId(request)},"principal":${quoteOften(request.caller?.id)},"route":${quoteOften(route)},"status":${status},"latencyMs":${round(reply.elapsedTime)}${receipt === null ? '' : sayReceipt(receipt)}${failure === undefined ? '' : `,"error":"${failure.kind}"`}${request.span == null ? '' : `,"traceId":"${request.span.traceId}"`},"msg":"request"}\n`)
  })
}, { name: 'log', dependencies: ['errors', 'over'] })

/** What the client got; that of `client_closed` when it did not wait for it. */
export const statusOf = ({ receipt }: FastifyRequest, { raw, statusCode }: FastifyReply): number =>
  receipt?.status === 'aborted' || (!raw.writableFinished && receipt === null) ? errorKinds.client_closed.status : statusCode

/** By hand: half the cost of an object and JSON.stringify. */
const sayReceipt = ({ provider, model, path, stream, attempts, retries = 0, queuedMs = 0, timeToFirstTokenMs, usage, isEstimated, costUsd, finish, warnings, reuse }: Receipt): string => {
  let text = `,"provider":${quoteOften(provider)},"model":${quoteOften(model)},"stream":${stream}`
  if (path !== undefined) text += `,"path":"${path}"`
  if (attempts.length > 0) text += `,"failedAttempts":${attempts.length}`
  if (retries > 0) text += `,"retries":${retries}`
  if (queuedMs > 0) text += `,"queuedMs":${round(queuedMs)}`
  if (timeToFirstTokenMs !== undefined) text += `,"timeToFirstTokenMs":${round(timeToFirstTokenMs)}`
  if (usage !== undefined) text += sayUsage(usage)
  if (isEstimated) text += ',"estimated":true'
  if (costUsd !== undefined) text += `,"costUsd":${sayUsd(costUsd)}`
  if (finish !== undefined) text += `,"finish":${quoteOften(finish)}`
  if (reuse !== undefined) text += `,"reuse":"${reuse}"`
  if (warnings.length > 0) text += `,"warnings":${warnings.length}`
  return text
}

const sayUsage = ({ inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0 }: Partial<Usage>): string => {
  const text = `,"inputTokens":${inputTokens},"outputTokens":${outputTokens}`
  return cacheReadTokens + cacheWriteTokens === 0 ? text : `${text},"cacheReadTokens":${cacheReadTokens},"cacheWriteTokens":${cacheWriteTokens}`
}

/** Model names are the client's words and finishes the provider's: neither may fill the log. */
const longest = 200
const maxOften = 2000
const often = new Map<string, string>()

/** For what comes again and again: cleaned and quoted once. */
const quoteOften = (value: string | undefined): string => {
  if (value === undefined) return 'null'
  const known = often.get(value)
  if (known !== undefined) return known
  const quoted = JSON.stringify(scrub(value.slice(0, longest)))
  if (often.size >= maxOften) often.clear()
  if (value.length <= longest) often.set(value, quoted)
  return quoted
}

/** An id of our own making needs no cleaning. */
const sayId = ({ id, headers }: FastifyRequest): string => headers['x-request-id'] === undefined ? `"${id}"` : JSON.stringify(scrub(id))

const round = (ms: number): number => Math.round(ms * 10) / 10
