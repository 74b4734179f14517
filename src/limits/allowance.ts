import { type BudgetAccount, type BudgetState, toNanos } from '../core/budgets.ts'
import { mayUse } from '../core/model-access.ts'
import type { Allowance, Clock, Hold, LimitStore, Log, Principal, SpendRequest, Spent, Taken, WindowState } from '../core/ports.ts'
import type { Budgets, MoneyHold } from './budgets.ts'
import { estimate, type Estimate, type EstimateOptions } from './estimate.ts'
import { noPlace, noTokens, tooLarge, unknownModel, unpriced } from './refusals.ts'
import type { Entered, Slots } from './slots.ts'
import { allWindowsOf, type NamedWindow, type Windows } from './windows.ts'

export type AllowanceOptions = EstimateOptions & {
  tokens: LimitStore
  slots: Slots
  budgets: Budgets
  /** Whether a model without a price counts as free in budgets. */
  isUnpricedFree: boolean
  clock: Clock
  log: Log
}

export type LimitedAllowance = Allowance & {
  /** The token window that runs out first, as it was seen last; undefined for callers without one. From memory, for headers. */
  tokensOf(caller: Principal): WindowState | undefined
  readTokens(caller: Principal): Promise<{ window: NamedWindow; state: WindowState }[]>
  readBudgets(accounts: readonly BudgetAccount[]): Promise<BudgetState[]>
}

type Deps = AllowanceOptions & { seen: WeakMap<Principal, WindowState> }

/** Everything that holds callers to what they may use, asked by the gateway before each attempt. */
export const createAllowance = (options: AllowanceOptions): LimitedAllowance => {
  const deps: Deps = { ...options, seen: new WeakMap() }
  const bound = new WeakMap<Principal, boolean>()
  return {
    concerns (caller) {
      const known = bound.get(caller)
      if (known !== undefined) return known
      const { tokens, slots } = allWindowsOf(caller)
      const isBound = caller.models !== undefined || caller.budgets !== undefined || tokens.length > 0 || slots.length > 0
      bound.set(caller, isBound)
      return isBound
    },
    reserve (request) {
      const asked = { alias: request.isAliased ? request.asked : undefined, provider: request.target.record.name, model: request.target.model }
      if (!mayUse(request.caller.models, asked)) throw unknownModel(asked)
      if (request.operation === 'count-tokens') return undefined
      const hold = new SpendHold(deps, request)
      try {
        const made = hold.fill()
        return made instanceof Promise ? made.then(() => hold, hold.giveUp) : hold
      } catch (thrown) {
        return hold.giveUp(thrown)
      }
    },
    tokensOf: caller => deps.seen.get(caller),
    async readTokens (caller) {
      const { tokens } = allWindowsOf(caller)
      const states = tokens.length === 0 ? [] : await options.tokens.peek(tokens)
      return states.map((state, index) => ({ window: tokens[index]!, state }))
    },
    readBudgets: options.budgets.read,
  }
}

/** What one call has set aside: a place, tokens, money, one after the other. On the hot path of whoever has limits: a promise only where a store is shared. */
class SpendHold implements Hold {
  readonly #deps: Deps
  readonly #windows: Windows
  #estimate: Estimate | undefined
  #entered: Entered | undefined
  #tokens: readonly NamedWindow[] = []
  #taken: Taken | undefined
  #money: MoneyHold | undefined
  #request: SpendRequest | undefined

  constructor (deps: Deps, request: SpendRequest) {
    this.#deps = deps
    this.#request = request
    this.#windows = allWindowsOf(request.caller)
  }

  fill (): void | Promise<void> {
    if (this.#windows.slots.length === 0) return this.#takeTokens()
    const entered = this.#deps.slots.enter(this.#windows.slots)
    return entered instanceof Promise ? entered.then(made => this.#enter(made)) : this.#enter(entered)
  }

  #enter (entered: Entered): void | Promise<void> {
    if (entered.full !== undefined) throw noPlace(entered.full)
    this.#entered = entered
    return this.#takeTokens()
  }

  #takeTokens (): void | Promise<void> {
    const { tokens } = this.#windows
    const { budgets } = this.#request!.caller
    if (tokens.length === 0 && budgets === undefined) return this.#done()
    const estimated = this.#estimate = estimate(this.#request!, this.#deps)
    if (tokens.length === 0) return this.#takeMoney()
    for (const { limit } of tokens) if (estimated.tokens > limit) throw tooLarge(limit, estimated)
    const wanted = this.#tokens = tokens.map(window => ({ ...window, amount: estimated.tokens }))
    const taken = this.#deps.tokens.take(wanted)
    return taken instanceof Promise ? taken.then(made => this.#counted(made)) : this.#counted(taken)
  }

  #counted (taken: Taken): void | Promise<void> {
    const tight = taken.windows.reduce((tightest, next) => next.limit - next.used < tightest.limit - tightest.used ? next : tightest)
    this.#deps.seen.set(this.#request!.caller, tight)
    if (!taken.ok) throw noTokens(tight, this.#estimate!, this.#deps.clock())
    this.#taken = taken
    return this.#takeMoney()
  }

  #takeMoney (): void | Promise<void> {
    const { caller: { budgets }, target } = this.#request!
    if (budgets === undefined) return this.#done()
    const { nanos } = this.#estimate!
    if (nanos === undefined && !this.#deps.isUnpricedFree) throw unpriced({ alias: undefined, provider: target.record.name, model: target.model })
    const money = this.#deps.budgets.reserve(budgets, nanos ?? 0)
    if (!(money instanceof Promise)) {
      this.#money = money
      return this.#done()
    }
    return money.then(made => {
      this.#money = made
      this.#done()
    })
  }

  /** A running call holds no body. */
  #done (): void {
    this.#request = undefined
  }

  get promptTokens (): number | undefined {
    return this.#estimate?.prompt
  }

  settle ({ usage, costUsd }: Spent): void {
    const { inputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0, outputTokens = 0 } = usage ?? {}
    this.#release(inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens, costUsd === undefined ? 0 : toNanos(costUsd))
  }

  /** Refused on the way: what was taken already goes back. An arrow, to be handed to a promise. */
  readonly giveUp = (thrown: unknown): never => {
    this.#release(0, 0)
    throw thrown
  }

  #release (tokens: number, nanos: number): void {
    this.#entered?.leave()
    this.#money?.settle(nanos)
    const difference = tokens - (this.#estimate?.tokens ?? 0)
    if (this.#taken === undefined || difference === 0) return
    const adjusted = this.#deps.tokens.adjust(this.#tokens, this.#taken, difference)
    adjusted?.catch((error: unknown) => this.#deps.log.warn({ error }, 'a token window could not be corrected'))
  }
}
