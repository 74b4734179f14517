import type { SearchToken } from '../core/chats.ts'

/** A keyed hash that stands in the target of this number. */
export type TokenRow = { token: SearchToken; number: number }

/** So many rows are sorted and written at a time: a few milliseconds. */
const runSize = 2000

/** The rows in the order of the index, in runs of about the same length. Hashes are spread evenly, so their first bits cut them; none is sorted against all. */
export function * sortInRuns (rows: readonly TokenRow[]): Generator<readonly TokenRow[], void, undefined> {
  const bits = Math.max(0, Math.min(16, Math.ceil(Math.log2(rows.length / runSize))))
  const runs: TokenRow[][] = Array.from({ length: 2 ** bits }, () => [])
  const shift = BigInt(64 - bits)
  const middle = 2n ** 63n
  for (const row of rows) runs[Number((row.token + middle) >> shift)]!.push(row)
  for (const run of runs) {
    if (run.length > 0) yield run.sort((left, right) => left.token < right.token ? -1 : left.token > right.token ? 1 : left.number - right.number)
  }
}
