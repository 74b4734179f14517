import type { Clock, ProviderRecord, Target } from '../core/ports.ts'
import type { ModelInfo, ModelOverride, Pricing, Timeouts } from '../core/provider.ts'
import type { Prices } from '../prices/index.ts'
import type { Discovery, Snapshot } from './discovery.ts'

export type ModelFactsOptions = { discovery: Pick<Discovery, 'peek'>; prices: Prices; clock: Clock }

/**
 * What is known of a model, from memory. Field by field the operator's word goes first, then what the provider's own
 * listing says, then the price lists on board. A price is one field: its rates are never mixed.
 */
export const createModelFacts = ({ discovery, prices, clock }: ModelFactsOptions) => {
  const known = new WeakMap<Target, { snapshot: Snapshot | undefined; minute: number; pricing: Pricing | undefined }>()

  const lookUp = ({ kind, settings: { baseUrl } }: ProviderRecord, model: string) => prices.lookUp({ kind, baseUrl, model })

  const find = ({ record, model }: Target, snapshot: Snapshot | undefined): Pricing | undefined =>
    overrideOf(record, model)?.pricing ?? snapshot?.models.find(({ id }) => id === model)?.pricing ?? lookUp(record, model)?.pricing

  const limits = new WeakMap<Target, { snapshot: Snapshot | undefined; limit: number | undefined }>()

  return {
    /** Asked for callers who are held to tokens or money. */
    outputLimitOf (target: Target): number | undefined {
      const { record, model } = target
      const snapshot = discovery.peek(record)
      const before = limits.get(target)
      if (before !== undefined && before.snapshot === snapshot) return before.limit
      const limit = overrideOf(record, model)?.maxOutputTokens ?? snapshot?.models.find(({ id }) => id === model)?.maxOutputTokens
      limits.set(target, { snapshot, limit })
      return limit
    },
    describe: (record: ProviderRecord, model: ModelInfo): ModelInfo =>
      ({ ...lookUp(record, model.id), ...model, ...describing(overrideOf(record, model.id)) }),
    /** Asked when a prompt was too long for another target. */
    windowOf: ({ record, model }: Target): number | undefined =>
      overrideOf(record, model)?.contextWindow ?? discovery.peek(record)?.models.find(({ id }) => id === model)?.contextWindow ?? lookUp(record, model)?.contextWindow,
    /**
     * Asked for every request. A target is made anew when its provider changes, a snapshot when its models are listed, and
     * listed prices change on the minute at the most: so the three say whether what was found still holds.
     */
    priceOf (target: Target): Pricing | undefined {
      const snapshot = discovery.peek(target.record)
      const minute = Math.floor(clock() / 60_000)
      const before = known.get(target)
      if (before !== undefined && before.snapshot === snapshot && before.minute === minute) return before.pricing
      const pricing = find(target, snapshot)
      known.set(target, { snapshot, minute, pricing })
      return pricing
    },
  }
}
export type ModelFacts = ReturnType<typeof createModelFacts>

/** Clients choose the names: not every property is an entry. */
const overrideOf = ({ modelOverrides = {} }: ProviderRecord, model: string): ModelOverride | undefined =>
  Object.hasOwn(modelOverrides, model) ? modelOverrides[model] : undefined

/** How long it may take is nobody's business but the gateway's. */
const describing = (override: ModelOverride | undefined): Omit<ModelOverride, keyof Timeouts> | undefined => {
  if (override === undefined) return undefined
  const { timeoutMs: _silence, firstTokenTimeoutMs: _first, totalTimeoutMs: _total, ...facts } = override
  return facts
}
