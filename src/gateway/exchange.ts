import type { Receipt } from '../core/chat.ts'
import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { Clock, Directory, Target } from '../core/ports.ts'
import { hideSecrets } from '../lib/secrets.ts'
import { dispatchLocal, type Transport } from '../transport/index.ts'
import { Attempt } from './attempt.ts'
import type { Call, Consumer, Exchange } from './call.ts'
import { planAttempt, type Plan } from './plan.ts'
import { noteAttempt, noteProgress, openReceipt } from './receipt.ts'

export type ExchangeDeps = {
  directory: Directory
  transport: Transport
  clock: Clock
  silenceMs: number
  /** How many calls each provider has running, by its id. */
  running: Map<string, number>
  onSettle(exchange: ChatExchange, receipt: Receipt): void
}

/** Carries one call through: targets in order until one answers, one receipt at the end. */
export class ChatExchange implements Exchange {
  readonly #deps: ExchangeDeps
  readonly #consumer: Consumer
  readonly #receipt: Receipt
  readonly #startedAt = performance.now()
  /** Let go of when the request was sent and answered: an idle stream holds no body. */
  #call: Call | undefined
  #next = 0
  #attempt: Attempt | undefined
  #target: Target | undefined
  #attemptAt = 0
  #isInside = false
  #isOver = false
  /** Its place among the running ones. */
  place = -1

  constructor (deps: ExchangeDeps, call: Call, consumer: Consumer) {
    this.#deps = deps
    this.#call = call
    this.#consumer = consumer
    this.#receipt = openReceipt(call)
  }

  start (): void {
    const model = this.#call!.models[this.#next++]!
    try {
      const target = this.#deps.directory.resolve(model)
      if (!(target instanceof Promise)) return this.#try(target, model)
      target.then(found => this.#try(found, model), (thrown: unknown) => this.#end(asGatewayError(thrown)))
    } catch (thrown) {
      this.#end(asGatewayError(thrown))
    }
  }

  abort (): void {
    if (this.#isOver) return
    this.#attempt?.abort()
    if (this.#attempt?.progress !== undefined) noteProgress(this.#receipt, this.#attempt.progress)
    this.#leave(undefined)
    this.#settle('aborted')
  }

  /** Ends it from our side; the consumer is told why. */
  interrupt (error: GatewayError): void {
    if (this.#attempt === undefined) this.#end(error)
    else this.#attempt.interrupt(error)
  }

  resume (): void {
    this.#attempt?.resume()
  }

  keepAlive (): void {
    this.#attempt?.keepAlive()
  }

  #try (target: Target, model: string): void {
    if (this.#isOver) return
    const call = this.#call!
    this.#target = target
    this.#attemptAt = performance.now()
    this.#receipt.provider = target.record.name
    this.#receipt.model = target.model
    try {
      this.#enter(target)
    } catch (thrown) {
      return this.#failed(asGatewayError(thrown))
    }
    try {
      const plan = planAttempt(call, target, this.#next >= call.models.length)
      this.#receipt.path = plan.isRelay ? 'relay' : 'events'
      this.#receipt.warnings = plan.warnings
      const { door, isStream, includeUsage, createAnswerId } = call
      const createContext = () => ({ id: createAnswerId(), model, created: Math.floor(this.#deps.clock() / 1000), includeUsage })
      this.#attempt = new Attempt({ tongue: plan.tongue, isRelay: plan.isRelay, door, isStream, includeUsage, createContext }, this)
      this.#send(target, plan, this.#attempt, isStream)
    } catch (thrown) {
      this.onFail(asGatewayError(thrown))
    }
  }

  #send ({ record, plugin, model }: Target, { tongue, body }: Plan, attempt: Attempt, isStream: boolean): void {
    const path = tongue.path ?? tongue.dialect.path
    if (plugin.answer !== undefined) return dispatchLocal(plugin.answer, { path, body }, attempt)
    const { url, headers } = plugin.address(record.settings, { path, model, stream: isStream })
    this.#deps.transport.dispatch({
      url,
      headers: { 'content-type': 'application/json', accept: isStream ? tongue.dialect.streamType : 'application/json', ...record.headers, ...headers },
      body,
      allowsPrivate: record.allowsPrivate,
      silenceMs: record.timeoutMs ?? this.#deps.silenceMs,
    }, attempt)
  }

  onCommit (upstreamRequestId: string | undefined): void {
    const call = this.#call!
    this.#call = undefined
    this.#receipt.timeToFirstTokenMs = performance.now() - this.#startedAt
    this.#consumer.onStart({
      contentType: call.isStream ? `${call.door.streamType}; charset=utf-8` : 'application/json; charset=utf-8',
      provider: this.#target!.record.name,
      model: this.#target!.model,
      upstreamRequestId,
      receipt: this.#receipt,
    })
  }

  onBytes (bytes: Buffer | string): boolean {
    return this.#consumer.onBytes(bytes)
  }

  onFinish (bytes: Buffer | string, progress: Parameters<typeof noteProgress>[1]): void {
    noteProgress(this.#receipt, progress)
    this.#leave(progress.error)
    this.#settle(progress.error === undefined ? 'ok' : 'failed')
    this.#consumer.onEnd(bytes)
  }

  onFail (error: GatewayError): void {
    const { record, plugin } = this.#target!
    const refined = withoutSecrets(plugin.refineError?.(error) ?? error, record)
    this.#leave(refined)
    this.#failed(refined)
  }

  /** Nothing was sent yet: the next target, or the end. */
  #failed (error: GatewayError): void {
    const { record, model } = this.#target!
    noteAttempt(this.#receipt, { provider: record.name, model, latencyMs: performance.now() - this.#attemptAt }, error)
    this.#attempt = undefined
    if (error.isRetryable && this.#next < this.#call!.models.length) return this.start()
    error.more.provider ??= record.name
    this.#end(error)
  }

  #end (error: GatewayError): void {
    if (this.#isOver) return
    this.#receipt.error = error
    this.#settle('failed')
    this.#consumer.onFail(error, this.#receipt)
  }

  /** Takes a place at the provider. */
  #enter ({ record }: Target): void {
    const running = this.#deps.running.get(record.id) ?? 0
    if (record.maxConcurrency !== undefined && running >= record.maxConcurrency) {
      throw new GatewayError('provider_busy', `${record.name} already has ${running} calls running.`, { retryAfterMs: 1000 })
    }
    this.#deps.running.set(record.id, running + 1)
    this.#isInside = true
  }

  /** Gives the place back and tells how the provider did. */
  #leave (error: GatewayError | undefined): void {
    if (!this.#isInside) return
    this.#isInside = false
    const { record } = this.#target!
    const running = (this.#deps.running.get(record.id) ?? 1) - 1
    if (running > 0) this.#deps.running.set(record.id, running)
    else this.#deps.running.delete(record.id)
    const isFault = error !== undefined && isProviderFault(error)
    this.#deps.directory.observe({
      providerId: record.id,
      at: this.#deps.clock(),
      ok: !isFault,
      latencyMs: performance.now() - this.#attemptAt,
      ...(isFault && { errorKind: error.kind }),
    })
  }

  #settle (status: Receipt['status']): void {
    this.#isOver = true
    this.#call = undefined
    this.#receipt.status = status
    this.#receipt.latencyMs = performance.now() - this.#startedAt
    this.#deps.onSettle(this, this.#receipt)
  }
}

/** Providers quote the key that they refuse; callers must not read it. */
const withoutSecrets = (error: GatewayError, { settings, headers }: Target['record']): GatewayError => {
  const clean = hideSecrets(error.message, [settings.apiKey, ...Object.values(headers)])
  return clean === error.message ? error : new GatewayError(error.kind, clean, { ...error.more, status: error.status })
}

const isProviderFault = ({ kind }: GatewayError): boolean => kind.startsWith('upstream_') || kind === 'egress_blocked'
