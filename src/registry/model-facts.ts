import type { ProviderRecord, Target } from '../core/ports.ts'
import type { ModelInfo, ModelOverride, Pricing } from '../core/provider.ts'
import type { Prices } from '../prices/index.ts'
import type { Discovery, Snapshot } from './discovery.ts'

export type ModelFactsOptions = { discovery: Pick<Discovery, 'peek'>; prices: Prices }

/**
 * What is known of a model, from memory. Field by field the operator's word goes first, then what the provider's own
 * listing says, then the price lists on board. A price is one field: its rates are never mixed.
 */
export const createModelFacts = ({ discovery, prices }: ModelFactsOptions) => {
  const stated = new WeakMap<Target, { snapshot: Snapshot | undefined; pricing: Pricing | undefined }>()

  const lookUp = ({ kind, settings: { baseUrl } }: ProviderRecord, model: string) => prices.lookUp({ kind, baseUrl, model })

  /** A target is made anew when its provider changes, a snapshot when its models are listed: so both say whether what was found still holds. */
  const statedPrice = (target: Target): Pricing | undefined => {
    const { record, model } = target
    const snapshot = discovery.peek(record)
    const before = stated.get(target)
    if (before !== undefined && before.snapshot === snapshot) return before.pricing
    const pricing = overrideOf(record, model)?.pricing ?? snapshot?.models.find(({ id }) => id === model)?.pricing
    stated.set(target, { snapshot, pricing })
    return pricing
  }

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
      ({ ...lookUp(record, model.id), ...model, ...overrideOf(record, model.id) }),
    /** Asked once a request. The price lists are asked each time: their prices change with the day and the hour. */
    priceOf: (target: Target): Pricing | undefined => statedPrice(target) ?? lookUp(target.record, target.model)?.pricing,
  }
}
export type ModelFacts = ReturnType<typeof createModelFacts>

/** Clients choose the names: not every property is an entry. */
const overrideOf = ({ modelOverrides = {} }: ProviderRecord, model: string): ModelOverride | undefined =>
  Object.hasOwn(modelOverrides, model) ? modelOverrides[model] : undefined
