export type Labels = Readonly<Record<string, string>>

export type Sample = { labels: Labels; value: number }

/** How often values lay in each bucket. `counts` has one more than there are bounds, for what is above the last. */
export type Distribution = { counts: number[]; sum: number; count: number }

/** Measurements of one name, as both writers of them read them. */
export type Family =
  | { type: 'counter' | 'gauge'; name: string; help: string; samples: Sample[] }
  | { type: 'histogram'; name: string; help: string; bounds: readonly number[]; samples: { labels: Labels; distribution: Distribution }[] }

export const createDistribution = (bounds: readonly number[]): Distribution =>
  ({ counts: new Array<number>(bounds.length + 1).fill(0), sum: 0, count: 0 })

/** On the path of every request: no allocation. A value on a bound belongs below it. */
export function observe (distribution: Distribution, bounds: readonly number[], value: number): void {
  let at = 0
  while (at < bounds.length && value > bounds[at]!) at++
  distribution.counts[at]!++
  distribution.sum += value
  distribution.count++
}
