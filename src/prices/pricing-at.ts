import type { Pricing } from '../core/provider.ts'
import type { PriceChange, PricedModel } from './price-lists.ts'

/** What a model costs at a moment (milliseconds since 1970). */
export const pricingAt = ({ pricing, changes }: PricedModel, now: number): Pricing | undefined => {
  const change = changes?.findLast(change => holds(change, now))
  return change === undefined ? pricing : change.pricing
}

const holds = ({ from, daily }: PriceChange, now: number): boolean => {
  if (from !== undefined) return now >= Date.parse(from)
  if (daily === undefined) return true
  const [start, end] = daily
  const minute = Math.floor(now / 60_000) % 1440
  // It may reach over midnight.
  return start <= end ? minute >= start && minute < end : minute >= start || minute < end
}
