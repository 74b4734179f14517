/**
 * How often values of each size occurred. Buckets are a sixteenth of a doubling wide, so what is read from one is at the
 * most 2.2 % off; values below 1 count as 0. Histograms are added by adding their counts.
 */
export type Histogram = Map<number, number>

const perDoubling = 16
/** Far beyond every latency in milliseconds. */
const lastBucket = 1023

/** How far a quantile may be from the value that it stands for: half a bucket. */
export const histogramPrecision = 2 ** (0.5 / perDoubling) - 1

/** The bucket of a value that is not negative. */
export const bucketOf = (value: number): number => value < 1 ? 0 : Math.min(lastBucket, 1 + Math.floor(Math.log2(value) * perDoubling))

/** The middle of a bucket. */
const middleOf = (bucket: number): number => bucket === 0 ? 0 : 2 ** ((bucket - 0.5) / perDoubling)

/** Adds what a text says, such as `97:3 105:1`. Two texts that are joined by a space say what both say; a bucket may be named often. */
export function addHistogram (histogram: Histogram, text: string): void {
  // texts are long: an array takes their counts in a fraction of the time
  let bucket = 0
  let number = 0
  for (let at = 0; at <= text.length; at++) {
    const code = at === text.length ? space : text.charCodeAt(at)
    if (code === colon) {
      bucket = number
      number = 0
    } else if (code === space) {
      if (number > 0) counts[bucket]! += number
      number = 0
    } else number = number * 10 + code - zero
  }
  for (let at = 0; at <= lastBucket; at++) {
    if (counts[at] === 0) continue
    histogram.set(at, (histogram.get(at) ?? 0) + counts[at]!)
    counts[at] = 0
  }
}
const counts = new Float64Array(lastBucket + 1)
const [colon, space, zero] = [58, 32, 48]

/** The shortest text for it. */
export const writeHistogram = (histogram: Histogram): string =>
  [...histogram].sort(([left], [right]) => left - right).map(([bucket, count]) => `${bucket}:${count}`).join(' ')

/** Values that so large a share of all are not above, in the order of `shares`; undefined when there are none at all. */
export function quantilesOf (histogram: Histogram, shares: readonly number[]): number[] | undefined {
  if (histogram.size === 0) return undefined
  const sorted = [...histogram].sort(([left], [right]) => left - right)
  const total = sorted.reduce((sum, [, count]) => sum + count, 0)
  return shares.map(share => {
    const rank = Math.max(1, Math.ceil(share * total))
    let passed = 0
    const [bucket] = sorted.find(([, count]) => (passed += count) >= rank)! // the last one reaches the total
    return middleOf(bucket)
  })
}
