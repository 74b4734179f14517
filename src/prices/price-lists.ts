import { readFileSync } from 'node:fs'
import type { Pricing } from '../core/provider.ts'

/**
 * Names that a model goes by, in lower case: as they stand, with `*` at an end for anything, or a regular expression
 * between slashes. Of an inner list all must fit.
 */
export type NamePattern = string | readonly string[]

/** A price that holds from a day on (`2026-08-17`), or between two minutes of every day, both in UTC. */
export type PriceChange = { from?: string; daily?: readonly [start: number, end: number]; pricing?: Pricing }

/** One model of a list. No `pricing`: not known, or not to be said in four rates. The last change that holds wins. */
export type PricedModel = {
  names: readonly NamePattern[]
  contextWindow?: number
  pricing?: Pricing
  changes?: readonly PriceChange[]
}

/** By the name of the list; in each, the first model whose name fits is meant. */
export type PriceLists = Readonly<Record<string, readonly PricedModel[]>>

/** What the generated file holds: see scripts/generate-prices.ts. */
export type PriceFile = { generated: string; source: string; license: string; lists: PriceLists }

export const priceFile = new URL('prices.gen.json', import.meta.url)

/** Takes a few milliseconds: to be done once, when a price is first needed. */
export const readPriceLists = (): PriceLists => {
  const { lists } = JSON.parse(readFileSync(priceFile, 'utf8')) as PriceFile // generated in this form
  return lists
}
