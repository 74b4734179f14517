import type { Receipt, Usage } from '../core/chat.ts'
import type { AnswerContext } from '../core/dialect.ts'
import { asGatewayError, type ErrorKind, GatewayError } from '../core/errors.ts'
import type { Allowance, Clock, Directory, Hold, SpendEnd, Target } from '../core/ports.ts'
import { hideSecrets } from '../lib/secrets.ts'
import { dispatchLocal, type FetchMedia, type Transport, type UpstreamHeaders } from '../transport/index.ts'
import { Attempt } from './attempt.ts'
import type { Call, Consumer, Exchange } from './call.ts'
import { costOf } from './cost.ts'
import { planAttempt, type Plan } from './plan.ts'
import { renderPrompt } from './prompt.ts'
import { noteAttempt, noteProgress, openReceipt } from './receipt.ts'

export type ExchangeDeps = {
  directory: Directory
  transport: Transport
  clock: Clock
  silenceMs: number
  fetchMedia: FetchMedia
  /** For requests without a system prompt of their own. */
  systemPrompt: string | undefined
  /** How many calls each provider has running, by its id. */
  running: Map<string, number>
  allowance: Allowance | undefined
  onSettle(exchange: ChatExchange, receipt: Receipt): void
}

/** One model to try. `shown` is the name that the client asked for; with an alias the operator has chosen the model. */
type Entry = { model: string; shown: string; isAliased: boolean; systemPrompt: string | undefined }

/** What one target of an alias lacks another may have. Of a model that the client itself named it must be told. */
const misfits: readonly ErrorKind[] = ['model_not_found', 'operation_unsupported', 'parameter_unsupported']

/** Carries one call through: targets in order until one answers, one receipt at the end. */
export class ChatExchange implements Exchange {
  readonly #deps: ExchangeDeps
  readonly #consumer: Consumer
  readonly #receipt: Receipt
  readonly #startedAt = performance.now()
  /** Let go of when the request was sent and answered: an idle stream holds no body. */
  #call: Call | undefined
  readonly #entries: readonly Entry[]
  #next = 0
  #entry: Entry | undefined
  #attempt: Attempt | undefined
  #target: Target | undefined
  /** How the last target failed that was fit for the call. */
  #failure: GatewayError | undefined
  #attemptAt = 0
  #isInside = false
  #hold: Hold | undefined
  /** Of the answer, as the client got it. */
  #sentBytes = 0
  #isOver = false
  #aborter: AbortController | undefined
  /** Nothing is fetched any more for a client that went away. A field, so that a call makes one closure at the most. */
  readonly #fetchMedia: FetchMedia = (url, budget) => this.#deps.fetchMedia(url, budget, (this.#aborter ??= new AbortController()).signal)
  /** Its place among the running ones. */
  place = -1

  constructor (deps: ExchangeDeps, call: Call, consumer: Consumer) {
    this.#deps = deps
    this.#call = call
    this.#consumer = consumer
    this.#receipt = openReceipt(call, deps.clock())
    this.#entries = call.models.flatMap(model => entriesOf(model, deps))
  }

  start (): void {
    const entry = this.#entries[this.#next++]!
    try {
      const target = this.#deps.directory.resolve(entry.model)
      if (!(target instanceof Promise)) return this.#try(target, entry)
      target.then(found => this.#try(found, entry), (thrown: unknown) => this.#unresolved(asGatewayError(thrown), entry))
    } catch (thrown) {
      this.#unresolved(asGatewayError(thrown), entry)
    }
  }

  abort (): void {
    if (this.#isOver) return
    this.#attempt?.abort()
    if (this.#attempt?.progress !== undefined) noteProgress(this.#receipt, this.#attempt.progress)
    this.#leave(undefined, this.#attempt === undefined ? 'failed' : 'cut')
    this.#settle('aborted')
  }

  /** Ends it from our side; the consumer is told why. */
  interrupt (error: GatewayError): void {
    if (this.#attempt !== undefined) return this.#attempt.interrupt(error)
    this.#leave(error)
    this.#end(error)
  }

  resume (): void {
    this.#attempt?.resume()
  }

  keepAlive (): void {
    this.#attempt?.keepAlive()
  }

  /** Nobody serves this model. */
  #unresolved (error: GatewayError, entry: Entry): void {
    if (this.#isOver) return
    if (!entry.isAliased) return this.#end(error)
    const slash = entry.model.indexOf('/')
    noteAttempt(this.#receipt, { provider: slash === -1 ? 'unknown' : entry.model.slice(0, slash), model: entry.model.slice(slash + 1), latencyMs: 0 }, error)
    this.#goOn(error, entry)
  }

  #try (target: Target, entry: Entry): void {
    if (this.#isOver) return
    this.#target = target
    this.#entry = entry
    this.#attemptAt = performance.now()
    this.#receipt.provider = target.record.name
    this.#receipt.model = target.model
    try {
      this.#enter(target)
    } catch (thrown) {
      return this.#failed(asGatewayError(thrown))
    }
    try {
      const hold = this.#reserve(target, entry)
      if (!(hold instanceof Promise)) return this.#prepare(hold, target, entry)
      hold.then(made => this.#prepare(made, target, entry)).catch((thrown: unknown) => this.#isOver || this.onFail(asGatewayError(thrown)))
    } catch (thrown) {
      this.onFail(asGatewayError(thrown))
    }
  }

  #reserve (target: Target, entry: Entry): Hold | undefined | Promise<Hold | undefined> {
    const { caller, raw, body, door } = this.#call!
    const { allowance, directory, systemPrompt } = this.#deps
    if (caller === undefined || allowance?.concerns(caller) !== true) return undefined
    return allowance.reserve({
      caller,
      asked: entry.shown,
      isAliased: entry.isAliased,
      target,
      operation: door.operation ?? 'chat',
      pricing: directory.priceOf(target),
      body,
      bodyBytes: raw.length,
      systemPrompt: entry.systemPrompt ?? systemPrompt,
      maxOutputTokens: outputLimitOf(body),
    })
  }

  #prepare (hold: Hold | undefined, target: Target, entry: Entry): void {
    // the client went away while it was being set aside
    if (this.#isOver) return hold?.settle({ end: 'failed', usage: undefined, costUsd: undefined, sentBytes: 0 })
    this.#hold = hold
    try {
      const plan = planAttempt(this.#call!, target, { isLastTry: this.#next >= this.#entries.length, system: this.#systemFor(target, entry), fetchMedia: this.#fetchMedia })
      if (!(plan instanceof Promise)) return this.#carryOut(plan, target, entry)
      plan.then(made => this.#carryOut(made, target, entry)).catch((thrown: unknown) => this.#isOver || this.onFail(asGatewayError(thrown)))
    } catch (thrown) {
      this.onFail(asGatewayError(thrown))
    }
  }

  #carryOut (plan: Plan, target: Target, { shown }: Entry): void {
    if (this.#isOver) return
    const { door, isStream, includeUsage, createAnswerId, body } = this.#call!
    this.#receipt.path = plan.isRelay ? 'relay' : 'events'
    this.#receipt.warnings = plan.warnings
    const echo = plan.isRelay ? undefined : door.echo?.(body)
    const createContext = (): AnswerContext => ({
      id: createAnswerId(),
      model: shown,
      created: Math.floor(this.#deps.clock() / 1000),
      includeUsage,
      ...(echo !== undefined && { echo }),
      requestId: this.#receipt.requestId,
      provider: target.record.name,
      costOf: usage => this.#costOf(usage),
    })
    this.#attempt = new Attempt({ tongue: plan.tongue, isRelay: plan.isRelay, door, isStream, includeUsage, createContext }, this)
    this.#send(target, plan, this.#attempt, isStream)
  }

  #systemFor ({ record, model }: Target, { systemPrompt = this.#deps.systemPrompt }: Entry): string | undefined {
    if (systemPrompt === undefined || (this.#call!.door.operation ?? 'chat') !== 'chat') return undefined
    return renderPrompt(systemPrompt, { model, provider: record.name, user: this.#receipt.attribution?.user ?? '', now: this.#deps.clock() })
  }

  #send ({ record, plugin, model }: Target, { tongue, body, headers: forwarded }: Plan, attempt: Attempt, isStream: boolean): void {
    const path = tongue.path ?? tongue.dialect.path
    if (plugin.answer !== undefined) return dispatchLocal(plugin.answer, { path, body }, attempt)
    const { url, headers } = plugin.address(record.settings, { path, model, stream: isStream })
    this.#deps.transport.dispatch({
      url,
      headers: { 'content-type': 'application/json', accept: isStream ? tongue.dialect.streamType : 'application/json', ...record.headers, ...headers, ...forwarded },
      body,
      allowsPrivate: record.allowsPrivate,
      silenceMs: record.timeoutMs ?? this.#deps.silenceMs,
    }, attempt)
  }

  onCommit (headers: UpstreamHeaders): void {
    const call = this.#call!
    const id = headers['x-request-id'] ?? headers['request-id']
    this.#call = undefined
    this.#receipt.timeToFirstTokenMs = performance.now() - this.#startedAt
    this.#consumer.onStart({
      contentType: call.isStream ? `${call.door.streamType}; charset=utf-8` : 'application/json; charset=utf-8',
      provider: this.#target!.record.name,
      model: this.#target!.model,
      upstreamRequestId: typeof id === 'string' ? id : undefined,
      relayedHeaders: this.#receipt.path === 'relay' ? pick(headers, call.door.relayedHeaders) : [],
      receipt: this.#receipt,
    })
  }

  onBytes (bytes: Buffer | string): boolean {
    this.#sentBytes += bytes.length
    return this.#consumer.onBytes(bytes)
  }

  onFinish (bytes: Buffer | string, progress: Parameters<typeof noteProgress>[1]): void {
    noteProgress(this.#receipt, progress)
    this.#sentBytes += bytes.length
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
    error.more.provider ??= record.name
    this.#goOn(error, this.#entry!)
  }

  /** The next target, if it may do better. At the end a failure of a provider says more than a target that is not there. */
  #goOn (error: GatewayError, { isAliased }: Entry): void {
    const isMisfit = isAliased && misfits.includes(error.kind)
    if (!isMisfit) this.#failure = error
    if ((error.isRetryable || isMisfit) && this.#next < this.#entries.length) return this.start()
    this.#end(isMisfit ? this.#failure ?? error : error)
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

  /** Gives the place back and tells how the provider did, if it was called at all. */
  #leave (error: GatewayError | undefined, end: SpendEnd = error === undefined ? 'whole' : this.#sentBytes > 0 ? 'cut' : 'failed'): void {
    if (!this.#isInside) return
    this.#isInside = false
    const { record } = this.#target!
    const { usage } = this.#receipt
    this.#hold?.settle({ end, usage, costUsd: usage && this.#costOf(usage), sentBytes: this.#sentBytes })
    this.#hold = undefined
    const running = (this.#deps.running.get(record.id) ?? 1) - 1
    if (running > 0) this.#deps.running.set(record.id, running)
    else this.#deps.running.delete(record.id)
    if (this.#attempt === undefined) return
    const isFault = error !== undefined && isProviderFault(error)
    this.#deps.directory.observe({
      providerId: record.id,
      at: this.#deps.clock(),
      ok: !isFault,
      latencyMs: performance.now() - this.#attemptAt,
      ...(isFault && { errorKind: error.kind }),
    })
  }

  #costOf (usage: Partial<Usage>): number | undefined {
    const pricing = this.#deps.directory.priceOf(this.#target!)
    return pricing === undefined ? undefined : costOf(usage, pricing)
  }

  #settle (status: Receipt['status']): void {
    this.#isOver = true
    this.#call = undefined
    this.#aborter?.abort()
    const { usage } = this.#receipt
    this.#receipt.status = status
    this.#receipt.pricing = this.#target && this.#deps.directory.priceOf(this.#target)
    this.#receipt.costUsd = usage && this.#costOf(usage)
    this.#receipt.latencyMs = performance.now() - this.#startedAt
    this.#deps.onSettle(this, this.#receipt)
  }
}

/** What an alias stands for, or the model itself. */
const entriesOf = (model: string, { directory }: ExchangeDeps): Entry | Entry[] => {
  const alias = directory.alias(model)
  return alias === undefined
    ? { model, shown: model, isAliased: false, systemPrompt: undefined }
    : alias.models.map(name => ({ model: name, shown: model, isAliased: true, systemPrompt: alias.systemPrompt }))
}

/** How many tokens the answer may have, under the name that the door's dialect has for it. */
const outputLimitOf = (body: Record<string, unknown>): number | undefined => {
  const { request } = body as { request?: { params?: { maxOutputTokens?: number } } } // of the house's own calls
  const limit = request === undefined ? body['max_completion_tokens'] ?? body['max_tokens'] ?? body['max_output_tokens'] ?? body['maxTokens'] : request.params?.maxOutputTokens
  return typeof limit === 'number' ? limit : undefined
}

/** Names and values, in turn, of the headers whose name fits. */
const pick = (headers: UpstreamHeaders, names: RegExp | undefined): string[] => {
  if (names === undefined) return []
  return Object.entries(headers).flatMap(([name, value]) => names.test(name) && typeof value === 'string' ? [name, value] : [])
}

/** Providers quote the key that they refuse; callers must not read it. */
const withoutSecrets = (error: GatewayError, { settings, headers }: Target['record']): GatewayError => {
  const secrets = [settings.apiKey, ...Object.values(headers)]
  const { body } = error.more
  if (body !== undefined) error.more.body = JSON.parse(hideSecrets(JSON.stringify(body), secrets))
  const clean = hideSecrets(error.message, secrets)
  return clean === error.message ? error : new GatewayError(error.kind, clean, { ...error.more, status: error.status })
}

const isProviderFault = ({ kind }: GatewayError): boolean => kind.startsWith('upstream_') || kind === 'egress_blocked'
