import type { FastifyReply, FastifyRequest } from 'fastify'
import { retryHeaders } from '../core/envelope.ts'
import type { Receipt } from '../core/chat.ts'
import type { DoorDialect } from '../core/dialect.ts'
import type { GatewayError } from '../core/errors.ts'
import { type AnswerHead, type Call, type Consumer, type Exchange, type Gateway, sayWarning } from '../gateway/index.ts'

/**
 * Sends a chat answer over HTTP as it comes. On the token path: the chunks of one tick are joined into one write,
 * the client's socket decides when the upstream must wait, and a client that goes away ends the call at once.
 */
export class HttpConsumer implements Consumer {
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply
  readonly #door: DoorDialect
  readonly #startedAt = performance.now()
  #exchange: Exchange | undefined
  #pending: Buffer | string | (Buffer | string)[] | undefined
  #isDraining = false
  /** The head of a whole answer, held until its length is known. */
  #head: Record<string, unknown> | undefined

  private constructor (request: FastifyRequest, reply: FastifyReply, door: DoorDialect) {
    this.#request = request
    this.#reply = reply
    this.#door = door
  }

  /** Answers `request` with what the gateway makes of `call`. */
  static answer (gateway: Gateway, call: Call, request: FastifyRequest, reply: FastifyReply): void {
    const consumer = new HttpConsumer(request, reply, call.door)
    reply.hijack()
    // an idle stream must not hold the request's body
    request.body = undefined
    request.rawBody = null
    reply.raw.on('close', () => consumer.#onClose())
    consumer.#exchange = gateway.chat(call, consumer)
  }

  onStart ({ contentType, provider, model, upstreamRequestId, receipt }: AnswerHead): void {
    this.#request.receipt = receipt
    const headers: Record<string, unknown> = this.#reply.getHeaders()
    headers['content-type'] = contentType
    headers['x-content-type-options'] = 'nosniff'
    headers['openai-processing-ms'] = String(Math.round(performance.now() - this.#startedAt))
    headers['x-parlance-provider'] = provider
    headers['x-parlance-model'] = toHeader(model)
    if (receipt.attempts.length > 0) headers['x-parlance-attempts'] = sayAttempts(receipt)
    if (receipt.warnings.length > 0) headers['x-parlance-warnings'] = toHeader(receipt.warnings.map(sayWarning).join(', '))
    if (upstreamRequestId !== undefined) headers['x-upstream-request-id'] = toHeader(upstreamRequestId)
    if (!receipt.stream) {
      this.#head = headers
      return
    }
    headers['cache-control'] = 'no-cache, no-transform'
    headers['x-accel-buffering'] = 'no'
    this.#reply.raw.writeHead(200, headers as Record<string, string>)
  }

  onBytes (bytes: Buffer | string): boolean {
    if (this.#pending === undefined) {
      this.#pending = bytes
      queueMicrotask(() => this.#flush())
    } else if (Array.isArray(this.#pending)) this.#pending.push(bytes)
    else this.#pending = [this.#pending, bytes]
    if (!this.#reply.raw.writableNeedDrain) return true
    this.#awaitDrain()
    return false
  }

  onEnd (bytes: Buffer | string): void {
    if (this.#head !== undefined) {
      this.#head['content-length'] = Buffer.byteLength(bytes)
      this.#reply.raw.writeHead(200, this.#head as Record<string, string>)
    }
    this.#flush()
    this.#reply.raw.end(bytes)
  }

  onFail (error: GatewayError, receipt: Receipt): void {
    const { raw } = this.#reply
    this.#request.receipt = receipt
    this.#request.failure = error
    if (raw.headersSent || raw.destroyed) return
    const body = JSON.stringify(this.#door.writeError(error, this.#request.id))
    const attempts = receipt.attempts.length > 0 && { 'x-parlance-attempts': sayAttempts(receipt) }
    raw.writeHead(error.status, { ...this.#reply.getHeaders() as Record<string, string>, ...retryHeaders(error), ...attempts, 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) })
    raw.end(body)
  }

  #flush (): void {
    const pending = this.#pending
    if (pending === undefined) return
    this.#pending = undefined
    this.#reply.raw.write(Array.isArray(pending) ? join(pending) : pending)
  }

  #awaitDrain (): void {
    if (this.#isDraining) return
    this.#isDraining = true
    this.#reply.raw.once('drain', () => {
      this.#isDraining = false
      this.#exchange?.resume()
    })
  }

  #onClose (): void {
    this.#pending = undefined
    if (!this.#reply.raw.writableFinished) this.#exchange?.abort()
  }
}

const join = (parts: (Buffer | string)[]): Buffer | string =>
  parts.every((part) => typeof part === 'string')
    ? parts.join('')
    : Buffer.concat(parts.map((part) => typeof part === 'string' ? Buffer.from(part) : part))

const sayAttempts = ({ attempts }: Receipt): string => toHeader(attempts.map(({ provider, model, error }) => `${provider}/${model} ${error}`).join(', '))

/** Header values are printable ASCII; anything else a model name may hold is percent-encoded. */
const toHeader = (text: string): string => text.replace(/[^\x20-\x7e]/gu, encodeURIComponent).slice(0, 2000)
