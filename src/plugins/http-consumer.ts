import type { FastifyReply, FastifyRequest } from 'fastify'
import { retryHeaders } from '../core/envelope.ts'
import type { Receipt } from '../core/chat.ts'
import type { AnyDoor } from '../core/dialect.ts'
import type { GatewayError } from '../core/errors.ts'
import { type AnswerHead, type Call, type Consumer, type Exchange, type Gateway, sayWarning } from '../gateway/index.ts'
import { sayLimits } from './limit-headers.ts'

/**
 * Sends a chat answer over HTTP as it comes. On the token path: one write a packet, the client's socket decides when the
 * upstream must wait, and a client that goes away ends the call at once.
 */
export class HttpConsumer implements Consumer {
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply
  readonly #door: AnyDoor
  readonly #startedAt = performance.now()
  #exchange: Exchange | undefined
  #isDraining = false
  /** The head of a whole answer, held until its length is known. */
  #wholeHead: string[] | undefined

  private constructor (request: FastifyRequest, reply: FastifyReply, door: AnyDoor) {
    this.#request = request
    this.#reply = reply
    this.#door = door
  }

  /** Answers `request` with what the gateway makes of `call`. */
  static answer (gateway: Pick<Gateway, 'chat'>, call: Call, request: FastifyRequest, reply: FastifyReply): void {
    const consumer = new HttpConsumer(request, reply, call.door)
    reply.hijack()
    // an idle stream must not hold the request's body
    request.body = undefined
    request.rawBody = null
    // a door that had to look something up first may find that nobody waits any more
    if (reply.raw.destroyed) return
    reply.raw.on('close', () => consumer.#onClose())
    consumer.#exchange = gateway.chat(call, consumer)
  }

  onStart ({ contentType, provider, model, upstreamRequestId, relayedHeaders, receipt }: AnswerHead): void {
    this.#request.receipt = receipt
    const head = this.#head()
    head.push(
      'content-type', contentType,
      'openai-processing-ms', String(Math.round(performance.now() - this.#startedAt)),
      'x-parlance-provider', provider,
      'x-parlance-model', toHeader(model)
    )
    if (upstreamRequestId !== undefined) head.push('x-upstream-request-id', toHeader(upstreamRequestId))
    for (let at = 0; at < relayedHeaders.length; at += 2) addNew(head, relayedHeaders[at]!, relayedHeaders[at + 1]!)
    if (receipt.reuse !== undefined) head.push(...sayReuse[receipt.reuse])
    pushRouting(head, receipt)
    if (receipt.warnings.length > 0) head.push('x-parlance-warnings', toHeader(receipt.warnings.map(sayWarning).join(', ')))
    if (!receipt.stream) {
      this.#wholeHead = head
      return
    }
    head.push('cache-control', 'no-cache, no-transform', 'x-accel-buffering', 'no')
    this.#reply.raw.writeHead(200, head)
  }

  onBytes (bytes: Buffer | string): boolean {
    if (this.#reply.raw.write(bytes)) return true
    if (!this.#isDraining) this.#awaitDrain()
    return false
  }

  onEnd (bytes: Buffer | string): void {
    if (this.#wholeHead !== undefined) {
      const costUsd = this.#request.receipt?.costUsd
      if (costUsd !== undefined) this.#wholeHead.push('x-parlance-cost-usd', sayUsd(costUsd))
      this.#wholeHead.push('content-length', String(Buffer.byteLength(bytes)))
      this.#reply.raw.writeHead(200, this.#wholeHead)
    }
    this.#reply.raw.end(bytes)
  }

  onFail (error: GatewayError, receipt: Receipt): void {
    const { raw } = this.#reply
    this.#request.receipt = receipt
    this.#request.failure = error
    if (raw.headersSent || raw.destroyed) return
    const body = JSON.stringify(this.#door.writeError(error, this.#request.id))
    const head = this.#head()
    for (const [name, value] of Object.entries({ ...(receipt.path === 'relay' && error.more.headers), ...retryHeaders(error) })) addNew(head, name, value)
    pushRouting(head, receipt)
    head.push('content-type', 'application/json; charset=utf-8', 'content-length', String(Buffer.byteLength(body)))
    raw.writeHead(this.#door.statusOf?.(error) ?? error.status, head)
    raw.end(body)
  }

  /** The headers that every answer has, and those that plugins have set: flat, which Node writes fastest. */
  #head (): string[] {
    const head = ['x-request-id', this.#request.id, 'x-content-type-options', 'nosniff']
    if (this.#door.requestIdHeader !== undefined) head.push(this.#door.requestIdHeader, this.#request.id)
    const isAnthropic = this.#door.requestIdHeader !== undefined
    head.push(...sayLimits(this.#request, isAnthropic ? 'anthropic' : undefined))
    const set = this.#reply.getHeaders()
    for (const name in set) head.push(name, String(set[name]))
    return head
  }

  #awaitDrain (): void {
    this.#isDraining = true
    this.#reply.raw.once('drain', () => {
      this.#isDraining = false
      this.#exchange?.resume()
    })
  }

  #onClose (): void {
    if (this.#reply.raw.writableFinished) return
    this.#exchange?.abort()
    this.#request.server.tellOver(this.#request, this.#reply)
  }
}

const sayReuse = { hit: ['x-parlance-cache', 'hit'], miss: ['x-parlance-cache', 'miss'], replay: ['idempotent-replayed', 'true'] }
/** Who was tried or passed over before, how often somebody was asked again, and how long it waited for a place. */
const pushRouting = (head: string[], receipt: Receipt): void => {
  const { attempts, retries = 0, queuedMs = 0 } = receipt
  if (attempts.length > 0) head.push('x-parlance-attempts', sayAttempts(receipt))
  if (retries > 0) head.push('x-parlance-retries', String(retries))
  if (queuedMs > 0) head.push('x-parlance-queued-ms', String(Math.ceil(queuedMs)))
}

/** What the house has said already of its own limits, a provider need not say of its. */
const addNew = (head: string[], name: string, value: string): void => {
  if (!head.includes(name)) head.push(name, value)
}

const sayAttempts = ({ attempts }: Receipt): string => toHeader(attempts.map(({ provider, model, error }) => `${provider}/${model} ${error}`).join(', '))

/** A number with ten digits after the point: finer than a single token of the cheapest model. Nobody wants an exponent. */
export const sayUsd = (usd: number): string => usd.toFixed(10).replace(/\.?0+$/, '')

/** Header values are printable ASCII; anything else a model name may hold is percent-encoded. */
const toHeader = (text: string): string => isPrintable.test(text) ? text : text.toWellFormed().replace(/[^\x20-\x7e]/gu, encodeURIComponent).slice(0, 2000)
const isPrintable = /^[\x20-\x7e]{0,2000}$/
