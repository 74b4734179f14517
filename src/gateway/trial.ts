import type { CircuitNews } from '../core/bells.ts'
import type { Receipt, Usage } from '../core/chat.ts'
import type { AnswerContext } from '../core/dialect.ts'
import { asGatewayError, type GatewayError } from '../core/errors.ts'
import type { Allowance, Clock, Directory, Hold, Target } from '../core/ports.ts'
import type { BeginCall, CallSpan } from '../core/tracing.ts'
import { dispatchLocal, type FetchMedia, type Transport, type UpstreamHeaders } from '../transport/index.ts'
import { Attempt, type AttemptListener } from './attempt.ts'
import type { Call } from './call.ts'
import type { Candidate } from './candidate.ts'
import { costOf } from './cost.ts'
import { isProviderFault, tooSlow, withoutSecrets } from './failure.ts'
import { circuitNews, giveBack, type Lane, noteOutcome, readyAt } from './lane.ts'
import { planAttempt, type Plan } from './plan.ts'
import { renderPrompt } from './prompt.ts'
import { mayRepeat } from './retry.ts'
import { type CallEnd, type Guess, settle, type Settlement } from './settlement.ts'
import { guessOf, spendOf } from './spend.ts'
import type { SharedPlaces } from './shared-places.ts'
import { type DefaultTimeouts, timeoutsOf } from './timeouts.ts'

export type TrialDeps = {
  directory: Directory
  transport: Transport
  clock: Clock
  timeouts: DefaultTimeouts
  /** From 0 up to but not including 1. */
  random: () => number
  hasCircuits: boolean
  /** Told when a target is passed over from now on, or no longer. */
  onCircuit?: ((news: CircuitNews) => void) | undefined
  /** For requests without a system prompt of their own. */
  systemPrompt: string | undefined
  allowance: Allowance | undefined
  /** Absent where no other instance counts the places at providers. */
  places: SharedPlaces | undefined
  /** Absent where nobody collects traces. */
  beginSpan: BeginCall | undefined
}

/** What is tried. `isOnly`: there is no other candidate. */
export type Trying = { call: Call; receipt: Receipt; candidate: Candidate; target: Target; lane: Lane; isOnly: boolean; fetchMedia: FetchMedia }

/** Why and how a target failed before it was committed to. `mayRepeat`: it may be asked the same thing again. */
export type Failed = { error: GatewayError; mayRepeat: boolean; latencyMs: number } & Pick<Settlement, 'usage' | 'costUsd' | 'pricing'>

type Progress = Parameters<AttemptListener['onFinish']>[1]

export type TrialListener = Pick<AttemptListener, 'onCommit' | 'onBytes'> & { onFinish(bytes: Buffer | string, progress: Progress, settlement: Settlement): void; onFailed(failed: Failed): void }

/** A stream that nobody has begun to answer is kept alive after so long at the latest: then no other target can take over. */
const longestUnsaidMs = 45_000

/** One target, asked once: what it takes is set aside, the request written, sent and watched, and all of it given back. */
export class Trial implements AttemptListener {
  readonly #deps: TrialDeps
  readonly #listener: TrialListener
  readonly #target: Target
  readonly #lane: Lane
  readonly #startedAt = performance.now()
  /** Let go of at the first word: an idle stream holds no body, but what can be told of it. */
  #trying: Trying | undefined
  #guess: Guess | undefined
  #attempt: Attempt | undefined
  #hold: Hold | undefined
  #span: CallSpan | undefined
  /** Of the answer, as the client got it. */
  #sentBytes = 0
  #settlement: Settlement | undefined
  #isCommitted = false
  #isStream: boolean
  #timer: NodeJS.Timeout | undefined
  #firstTokenMs: number | undefined
  #totalMs: number | undefined

  constructor (deps: TrialDeps, trying: Trying, listener: TrialListener) {
    this.#deps = deps
    this.#listener = listener
    this.#trying = trying
    this.#target = trying.target
    this.#lane = trying.lane
    this.#isStream = trying.call.isStream
  }

  start (): void {
    try {
      const hold = this.#reserve()
      if (!(hold instanceof Promise)) return this.#prepare(hold)
      hold.then(made => this.#prepare(made)).catch((thrown: unknown) => this.#stumble(thrown))
    } catch (thrown) {
      this.#stumble(thrown)
    }
  }

  /** Stops it at once. Returns what was reported until then, and what that comes to. */
  abort (): { progress: Attempt['progress']; settlement: Settlement } {
    this.#attempt?.abort()
    const progress = this.#attempt?.progress
    this.#span?.end({ error: 'client_closed', usage: progress?.usage, finish: undefined })
    this.#span = undefined
    // what no provider has got yet, none will bill
    return { progress, settlement: this.#leave(undefined, progress, this.#attempt?.isSent === true ? 'cut' : 'failed') }
  }

  /** Ends it with this error, which is told to the listener: in band when something was sent already. */
  interrupt (error: GatewayError): void {
    if (this.#attempt !== undefined) return this.#attempt.interrupt(error)
    this.onFail(error)
  }

  resume (): void {
    this.#attempt?.resume()
  }

  keepAlive (): void {
    const mayStillFail = this.#firstTokenMs !== undefined && this.#firstTokenMs <= longestUnsaidMs && this.#attempt?.hasSpoken === false
    if (mayStillFail) return
    // what keeps a connection alive is no answer
    const answered = this.#sentBytes
    this.#attempt?.keepAlive()
    this.#sentBytes = answered
  }

  costOf (usage: Partial<Usage> | undefined): number | undefined {
    const pricing = usage && this.#deps.directory.priceOf(this.#target)
    return pricing && costOf(usage, pricing)
  }

  #reserve (): Hold | undefined | Promise<Hold | undefined> {
    const { allowance, directory } = this.#deps
    const { call, candidate, target } = this.#trying!
    if (call.caller === undefined || allowance?.concerns(call.caller) !== true) return undefined
    return allowance.reserve(spendOf({ call, caller: call.caller, candidate, target, directory, systemPrompt: candidate.systemPrompt ?? this.#deps.systemPrompt }))
  }

  #guessNow (): Guess | undefined {
    if (this.#trying === undefined) return this.#guess
    const { call, candidate, target } = this.#trying
    return guessOf({ call, target, directory: this.#deps.directory, systemPrompt: candidate.systemPrompt ?? this.#deps.systemPrompt, promptTokens: this.#hold?.promptTokens })
  }

  #prepare (hold: Hold | undefined): void {
    // the client went away while it was being set aside
    if (this.#settlement !== undefined) return hold?.settle({ usage: undefined, costUsd: undefined })
    this.#hold = hold
    try {
      const { call, candidate, target, isOnly, fetchMedia } = this.#trying!
      const plan = candidate.plan ?? planAttempt(call, target, { isOnly, system: this.#systemFor(call, candidate), fetchMedia })
      if (!(plan instanceof Promise)) return this.#carryOut(plan)
      plan.then(made => this.#carryOut(made)).catch((thrown: unknown) => this.#stumble(thrown))
    } catch (thrown) {
      this.#stumble(thrown)
    }
  }

  #stumble (thrown: unknown): void {
    if (this.#settlement === undefined) this.onFail(asGatewayError(thrown))
  }

  #systemFor ({ door }: Call, { systemPrompt = this.#deps.systemPrompt }: Candidate): string | undefined {
    if (systemPrompt === undefined || (door.operation ?? 'chat') !== 'chat') return undefined
    const { record, model } = this.#target
    return renderPrompt(systemPrompt, { model, provider: record.name, user: this.#trying!.receipt.attribution?.user ?? '', now: this.#deps.clock() })
  }

  #carryOut (plan: Plan): void {
    if (this.#settlement !== undefined) return
    const { call, receipt, candidate } = this.#trying!
    candidate.plan = plan
    receipt.path = plan.isRelay ? 'relay' : 'events'
    receipt.warnings = plan.warnings
    this.#attempt = new Attempt({ tongue: plan.tongue, isRelay: plan.isRelay, door: call.door, isStream: call.isStream, includeUsage: call.includeUsage, createContext: this.#contextOf(plan, call, candidate) }, this)
    this.#send(plan, this.#attempt, call)
  }

  /** Holds no body: it lives as long as the stream. */
  #contextOf (plan: Plan, { door, body, createAnswerId, includeUsage, requestId }: Call, { shown }: Candidate): () => AnswerContext {
    const echo = plan.isRelay ? undefined : door.echo?.(body)
    return () => ({
      id: createAnswerId(),
      model: shown,
      created: Math.floor(this.#deps.clock() / 1000),
      includeUsage,
      ...(echo !== undefined && { echo }),
      requestId,
      provider: this.#target.record.name,
      costOf: usage => this.costOf(usage),
    })
  }

  #send ({ tongue, body, headers: forwarded }: Plan, attempt: Attempt, { requestId, door: { operation = 'chat' } }: Call): void {
    const { record, plugin, model } = this.#target
    const { timeoutMs, firstTokenTimeoutMs, totalTimeoutMs } = timeoutsOf(this.#target, this.#deps.timeouts)
    if (this.#isStream) this.#firstTokenMs = firstTokenTimeoutMs
    this.#totalMs = totalTimeoutMs
    if (this.#firstTokenMs !== undefined || totalTimeoutMs !== undefined) this.#watch()
    const path = tongue.path ?? tongue.dialect.path
    const { beginSpan } = this.#deps
    const begin = (url: string | undefined): CallSpan | undefined => beginSpan?.({ requestId, operation, provider: record.name, kind: record.kind, model, url })
    if (plugin.answer !== undefined) {
      this.#span = begin(undefined)
      return dispatchLocal(plugin.answer, { path, body }, attempt)
    }
    const { url, headers } = plugin.address(record.settings, { path, model, stream: this.#isStream })
    this.#span = begin(url)
    this.#deps.transport.dispatch({
      url,
      headers: { 'content-type': 'application/json', accept: this.#isStream ? tongue.dialect.streamType : 'application/json', 'x-request-id': requestId, ...this.#span?.headers, ...record.headers, ...headers, ...forwarded },
      body,
      allowsPrivate: record.allowsPrivate,
      silenceMs: timeoutMs,
    }, attempt)
  }

  /** One timer for both limits, and none where there is no limit. */
  #watch (): void {
    const ranMs = performance.now() - this.#startedAt
    const isSpeaking = this.#attempt?.hasSpoken === true
    const firstTokenMs = isSpeaking ? undefined : this.#firstTokenMs
    // timers may fire a little before their time
    if (firstTokenMs !== undefined && ranMs >= firstTokenMs - 2) return this.#attempt!.interrupt(tooSlow('first token', firstTokenMs))
    if (this.#totalMs !== undefined && ranMs >= this.#totalMs - 2) return this.#attempt!.interrupt(tooSlow('end', this.#totalMs))
    const next = Math.min(firstTokenMs ?? Infinity, this.#totalMs ?? Infinity)
    if (next !== Infinity) this.#timer = setTimeout(() => this.#watch(), next - ranMs)
  }

  onCommit (headers: UpstreamHeaders): void {
    this.#isCommitted = true
    // a whole answer ends with the same breath, and has said by then what it took
    if (this.#isStream) {
      this.#guess = this.#guessNow()
      this.#trying = undefined
    }
    this.#note('works')
    this.#listener.onCommit(headers)
  }

  onBytes (bytes: Buffer | string): boolean {
    this.#sentBytes += bytes.length
    return this.#listener.onBytes(bytes)
  }

  onFinish (bytes: Buffer | string, progress: Progress): void {
    // an error in our own words is no answer
    if (progress.error === undefined) this.#sentBytes += bytes.length
    this.#span?.end({ error: progress.error?.kind, usage: progress.usage, finish: progress.finish })
    this.#listener.onFinish(bytes, progress, this.#leave(progress.error, progress))
  }

  onFail (error: GatewayError): void {
    const { record, plugin } = this.#target
    const refined = withoutSecrets(plugin.refineError?.(error) ?? error, record)
    refined.more.provider ??= record.name
    const usage = this.#attempt?.progress?.usage
    const latencyMs = performance.now() - this.#startedAt
    // what this process plays itself would play the same again
    const isRepeatable = this.#attempt !== undefined && plugin.answer === undefined && mayRepeat(refined, { isStream: this.#isStream, hasAnswered: this.#attempt.hasAnswered, ranMs: latencyMs })
    this.#span?.end({ error: refined.kind, usage, finish: undefined })
    const { costUsd, pricing } = this.#leave(refined, this.#attempt?.progress)
    this.#listener.onFailed({ error: refined, mayRepeat: isRepeatable, latencyMs, usage, costUsd, pricing })
  }

  /** For its circuit. What lives in this process fails only when it is told to. */
  #note (outcome: Parameters<typeof noteOutcome>[2]): void {
    if (!this.#deps.hasCircuits || this.#target.plugin.answer !== undefined) return
    const before = readyAt(this.#lane, this.#target)
    noteOutcome(this.#lane, this.#target, outcome, this.#deps.random)
    const news = circuitNews(this.#lane, this.#target, before)
    if (news !== undefined) this.#deps.onCircuit?.(news)
  }

  /** Says what it came to, settles what was set aside, gives the place back, and tells how the provider did if that can be told. Once. */
  #leave (error: GatewayError | undefined, said: Pick<Progress, 'usage' | 'finish'> | undefined, end: CallEnd = error === undefined ? 'whole' : this.#sentBytes > 0 ? 'cut' : 'failed'): Settlement {
    if (this.#settlement !== undefined) return this.#settlement
    const { record } = this.#target
    const settlement = this.#settlement = settle({ end, usage: said?.usage, finish: said?.finish, progress: this.#attempt?.progress, sentBytes: this.#sentBytes }, () => this.#guessNow(), this.#deps.directory.priceOf(this.#target))
    this.#trying = undefined
    clearTimeout(this.#timer)
    this.#hold?.settle(settlement)
    const isFault = error !== undefined && isProviderFault(error)
    const hasAnswered = this.#isCommitted || error?.more.upstream !== undefined
    if (isFault || !this.#isCommitted) {
      this.#note(isFault ? error : hasAnswered ? 'works' : 'nothing')
    }
    giveBack(this.#lane, record, this.#deps.places)
    if (this.#attempt === undefined || !(isFault || hasAnswered)) return settlement
    this.#deps.directory.observe({
      providerId: record.id,
      at: this.#deps.clock(),
      ok: !isFault,
      latencyMs: performance.now() - this.#startedAt,
      ...(isFault && { errorKind: error.kind }),
    })
    return settlement
  }
}
