import type { Receipt } from '../core/chat.ts'
import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { Target } from '../core/ports.ts'
import type { FetchMedia, UpstreamHeaders } from '../transport/index.ts'
import type { AttemptListener } from './attempt.ts'
import type { Call, Consumer, Exchange } from './call.ts'
import { type Candidate, candidatesOf } from './candidate.ts'
import { isMisfit } from './failure.ts'
import { giveBack, laneOf, type Lanes, lookAt, readyAt, takePlace } from './lane.ts'
import { standInLine } from './queue.ts'
import { headOf, noteAttempt, noteProgress, noteSettlement, noteSkip, noteUnknown, openReceipt } from './receipt.ts'
import { chooseAgain, chooseLeastBad, type RetryPolicy, sayLimit } from './retry.ts'
import type { Settlement } from './settlement.ts'
import { type Failed, Trial, type TrialDeps, type TrialListener } from './trial.ts'

export type ExchangeDeps = TrialDeps & {
  retry: RetryPolicy
  fetchMedia: FetchMedia
  lanes: Lanes
  onSettle(exchange: ChatExchange, receipt: Receipt): void
}

/**
 * Carries one call through: each target once, in order, passing over those that are known to fail or have no place free;
 * then those, and the ones that may be asked again. One receipt at the end.
 */
export class ChatExchange implements Exchange, TrialListener {
  readonly #deps: ExchangeDeps
  readonly #consumer: Consumer
  readonly #receipt: Receipt
  readonly #startedAt = performance.now()
  /** Let go of when the request was sent and answered, like the candidates with their plans: an idle stream holds no body. */
  #call: Call | undefined
  #candidates: readonly Candidate[]
  #next = 0
  #candidate: Candidate | undefined
  #trial: Trial | undefined
  /** How often it went back to a target that had failed or asked to be left alone. */
  #returns = 0
  #hasForced = false
  /** How the last target failed that was fit for the call, and the last one that was not. */
  #failure: GatewayError | undefined
  #misfit: GatewayError | undefined
  /** The window that was too small, in tokens: only larger ones are asked then. */
  #tooSmall: number | undefined
  #isOver = false
  #aborter: AbortController | undefined
  /** Ends a wait: for a place, or until a target may be asked again. */
  #stopWaiting: (() => void) | undefined
  /** Nothing is fetched any more for a client that went away. A field, so that a call makes one closure at the most. */
  readonly #fetchMedia: FetchMedia = (url, budget) => this.#deps.fetchMedia(url, budget, (this.#aborter ??= new AbortController()).signal)
  /** Its place among the running ones. */
  place = -1

  constructor (deps: ExchangeDeps, call: Call, consumer: Consumer) {
    this.#deps = deps
    this.#call = call
    this.#consumer = consumer
    this.#receipt = openReceipt(call, deps.clock())
    this.#candidates = candidatesOf(call, deps.directory)
  }

  /** Looks at the next target that was not looked at yet. After the last one, goes back to those that were passed over. */
  start (): void {
    const candidate = this.#candidates[this.#next]
    if (candidate === undefined) return this.#comeBack()
    this.#next++
    try {
      const target = this.#deps.directory.resolve(candidate.model)
      if (!(target instanceof Promise)) return this.#consider(target, candidate)
      target.then(found => this.#consider(found, candidate), (thrown: unknown) => this.#unresolved(asGatewayError(thrown), candidate))
    } catch (thrown) {
      this.#unresolved(asGatewayError(thrown), candidate)
    }
  }

  get isStream (): boolean {
    return this.#receipt.stream
  }

  abort (): Receipt {
    if (this.#isOver) return this.#receipt
    this.#stopWaiting?.()
    const { progress, settlement } = this.#trial?.abort() ?? {}
    if (progress !== undefined) noteProgress(this.#receipt, progress)
    this.#settle('aborted', settlement)
    return this.#receipt
  }

  /** Ends it from our side; the consumer is told why. */
  interrupt (error: GatewayError): void {
    this.#stopWaiting?.()
    if (this.#trial !== undefined) return this.#trial.interrupt(error)
    this.#end(error)
  }

  resume (): void {
    this.#trial?.resume()
  }

  keepAlive (): void {
    this.#trial?.keepAlive()
  }

  /** Nobody serves this model. */
  #unresolved (error: GatewayError, candidate: Candidate): void {
    if (this.#isOver) return
    if (!candidate.isAliased) return this.#end(error)
    noteUnknown(this.#receipt, candidate.model, error)
    this.#goOn(error, candidate)
  }

  #consider (target: Target, candidate: Candidate): void {
    if (this.#isOver) return
    candidate.target = target
    if (this.#tooSmall !== undefined && !this.#isLarger(target)) {
      candidate.state = 'out'
      return this.start()
    }
    const now = performance.now()
    const lane = laneOf(this.#deps.lanes, target.record)
    candidate.state = lookAt(lane, target, now)
    if (candidate.state === 'fresh') return this.#enter(candidate, now)
    candidate.readyAt = readyAt(lane, target)
    this.#touch(target)
    // the last one is waited for rather than passed over
    if (candidate.state !== 'busy' || this.#next < this.#candidates.length) this.#skip(candidate)
    this.start()
  }

  /** Nothing fresh is left: who has no place free, who has failed but may do better, and at last who is known to fail. */
  #comeBack (): void {
    const busy = this.#candidates.find(({ state }) => state === 'busy')
    if (busy !== undefined) return this.#queue(busy)
    const { retry: { repeats, windowMs }, random } = this.#deps
    const now = performance.now()
    const again = chooseAgain(this.#candidates, { round: this.#returns, mayRepeat: this.#receipt.retries! < repeats, now, deadline: this.#startedAt + windowMs, random })
    if (again !== undefined) {
      this.#returns++
      const timer = setTimeout(() => this.#again(again.candidate), again.at - now)
      this.#stopWaiting = () => clearTimeout(timer)
      return
    }
    const leastBad = this.#hasForced ? undefined : chooseLeastBad(this.#candidates)
    if (leastBad === undefined) return this.#end(this.#failure ?? this.#misfit ?? sayLimit(this.#candidates, this.#deps.lanes, now))
    this.#hasForced = true
    this.#enter(leastBad, now)
  }

  #again (candidate: Candidate): void {
    const { state, target } = candidate
    const now = performance.now()
    const lane = laneOf(this.#deps.lanes, target!.record)
    candidate.state = lookAt(lane, target!, now)
    if (candidate.state === 'fresh') return this.#enter(candidate, now)
    candidate.readyAt = readyAt(lane, target!)
    // it has failed for others meanwhile: it is not worth another wait
    if (state === 'failed' && candidate.state === 'open') candidate.state = 'out'
    this.#comeBack()
  }

  #queue (candidate: Candidate): void {
    const target = candidate.target!
    const { lanes, places } = this.#deps
    const lane = laneOf(lanes, target.record)
    let isTold = false
    const stop = standInLine({ lane, target, places, receipt: this.#receipt }, told => {
      isTold = true
      if (told instanceof GatewayError) return this.#giveUp(candidate, told)
      if (told === 'closed') return this.#ask(candidate)
      candidate.state = told
      candidate.readyAt = readyAt(lane, target)
      this.#skip(candidate)
      this.#comeBack()
    })
    if (!isTold) this.#stopWaiting = stop
  }

  /** There is no place for this call. */
  #giveUp (candidate: Candidate, error: GatewayError): void {
    this.#touch(candidate.target!)
    this.#skip(candidate)
    candidate.state = 'out'
    this.#failure ??= error
    this.#comeBack()
  }

  #enter (candidate: Candidate, now: number): void {
    const { lanes, places } = this.#deps
    const taken = takePlace(laneOf(lanes, candidate.target!.record), candidate.target!, now, places)
    if (typeof taken === 'boolean') return this.#entered(candidate, taken)
    void taken.then(isTaken => this.#entered(candidate, isTaken))
  }

  #entered (candidate: Candidate, isTaken: boolean): void {
    const { record } = candidate.target!
    if (this.#isOver) return isTaken ? giveBack(laneOf(this.#deps.lanes, record), record, this.#deps.places) : undefined
    if (isTaken) return this.#ask(candidate)
    candidate.state = 'busy'
    if (this.#next < this.#candidates.length) this.#skip(candidate)
    this.start()
  }

  /** A place at the provider is taken. */
  #ask (candidate: Candidate): void {
    const target = candidate.target!
    this.#stopWaiting = undefined
    this.#candidate = candidate
    this.#touch(target)
    if (candidate.failures > 0) this.#receipt.retries!++
    this.#trial = new Trial(this.#deps, { call: this.#call!, receipt: this.#receipt, candidate, target, lane: laneOf(this.#deps.lanes, target.record), isOnly: this.#candidates.length === 1, fetchMedia: this.#fetchMedia }, this)
    this.#trial.start()
  }

  #touch (target: Target): void {
    this.#receipt.provider = target.record.name
    this.#receipt.model = target.model
  }

  #skip (candidate: Candidate): void {
    if (candidate.isSkipped) return
    candidate.isSkipped = true
    noteSkip(this.#receipt, candidate.target!, candidate.state)
  }

  onCommit (headers: UpstreamHeaders): void {
    const call = this.#call!
    this.#call = undefined
    this.#candidate = undefined
    this.#candidates = []
    this.#receipt.timeToFirstTokenMs = performance.now() - this.#startedAt
    this.#consumer.onStart(headOf(call, this.#receipt, headers))
  }

  onBytes (bytes: Buffer | string): boolean {
    return this.#consumer.onBytes(bytes)
  }

  onFinish (bytes: Buffer | string, progress: Parameters<AttemptListener['onFinish']>[1], settlement: Settlement): void {
    noteProgress(this.#receipt, progress)
    this.#settle(progress.error === undefined ? 'ok' : 'failed', settlement)
    this.#consumer.onEnd(bytes)
  }

  /** Nothing was sent yet: the next target, or the end. */
  onFailed ({ error, mayRepeat, latencyMs, usage, costUsd, pricing }: Failed): void {
    const candidate = this.#candidate!
    const { record, model } = candidate.target!
    this.#trial = undefined
    candidate.failures++
    candidate.readyAt = performance.now() + (error.more.retryAfterMs ?? 0)
    candidate.state = mayRepeat ? 'failed' : 'out'
    noteAttempt(this.#receipt, { provider: record.name, model, latencyMs, ...(usage !== undefined && { usage, pricing }), ...(costUsd !== undefined && { costUsd }) }, error)
    this.#goOn(error, candidate)
  }

  /** The next target, if it may do better. At the end a failure of a provider says more than a target that is not there. */
  #goOn (error: GatewayError, candidate: Candidate): void {
    if (candidate.isAliased && isMisfit(error)) {
      candidate.state = 'out'
      this.#misfit = error
      return this.start()
    }
    this.#failure = error
    if (error.isRetryable || this.#wantsLarger(error, candidate)) return this.start()
    this.#end(error)
  }

  /** What is too long for one target may fit another, if it is known that it takes more. */
  #wantsLarger ({ kind }: GatewayError, { target }: Candidate): boolean {
    if (kind !== 'context_length_exceeded' || this.#next >= this.#candidates.length) return false
    const window = target && this.#deps.directory.windowOf?.(target)
    if (window !== undefined) this.#tooSmall = Math.max(this.#tooSmall ?? 0, window)
    return window !== undefined
  }

  #isLarger (target: Target): boolean {
    return (this.#deps.directory.windowOf?.(target) ?? 0) > this.#tooSmall!
  }

  #end (error: GatewayError): void {
    if (this.#isOver) return
    this.#receipt.error = error
    this.#settle('failed')
    this.#consumer.onFail(error, this.#receipt)
  }

  #settle (status: Receipt['status'], settlement?: Settlement): void {
    this.#isOver = true
    this.#call = undefined
    this.#candidates = []
    this.#trial = undefined
    this.#aborter?.abort()
    if (settlement !== undefined) noteSettlement(this.#receipt, settlement)
    this.#receipt.status = status
    this.#receipt.latencyMs = performance.now() - this.#startedAt
    this.#deps.onSettle(this, this.#receipt)
  }
}
