// What well-known services ask for their models and how much context these have: from a catalogue on board, without asking anyone.
import type { Clock } from '../core/ports.ts'
import type { ModelInfo } from '../core/provider.ts'
import { memoize } from '../lib/memoize.ts'
import { createModelFinder } from './find-model.ts'
import { type PricedModel, type PriceLists, readPriceLists } from './price-lists.ts'
import { pricingAt } from './pricing-at.ts'
import { findService, type PriceQuery } from './services.ts'

export type { PriceQuery } from './services.ts'

export type KnownModel = Pick<ModelInfo, 'pricing' | 'contextWindow'>

export type Prices = {
  /** What is known of a model at this moment; undefined where no price list holds, or where it does not have the model. */
  lookUp(query: PriceQuery): KnownModel | undefined
}

/** Clients choose the names of models. */
const maxRemembered = 2000
const maxLength = 256

/** The catalogue is read when a price is first looked up. */
export function createPrices ({ clock }: { clock: Clock }): Prices {
  let lists: PriceLists | undefined
  const finders = new Map<string, ReturnType<typeof createModelFinder>>()

  const finderOf = (list: string) => {
    lists ??= readPriceLists()
    const finder = finders.get(list) ?? createModelFinder(lists[list] ?? [])
    finders.set(list, finder)
    return finder
  }

  const find = memoize((query: PriceQuery): PricedModel | undefined => {
    const service = findService(query)
    return service && finderOf(service.list)(service.model)
  }, { keyOf: ({ kind, baseUrl, model }) => `${kind} ${baseUrl} ${model}`, limit: maxRemembered })

  return {
    lookUp (query) {
      const model = query.model.length > maxLength ? undefined : find(query)
      if (model === undefined) return undefined
      const { contextWindow } = model
      const pricing = pricingAt(model, clock())
      return { ...contextWindow !== undefined && { contextWindow }, ...pricing !== undefined && { pricing } }
    },
  }
}
