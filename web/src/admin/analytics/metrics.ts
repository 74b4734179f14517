import { formatNumber, formatSeconds, formatShort, formatUsd } from '../../i18n/format.ts'
import type { UsageTotals } from '../data/analytics.ts'

export const metrics = ['requests', 'tokens', 'cost', 'latency', 'ttft'] as const
export type Metric = typeof metrics[number]

/** Null where nothing is known, which is another thing than zero. */
export function valueOf (metric: Metric, totals: UsageTotals): number | null {
  if (metric === 'requests') return totals.requests
  if (metric === 'tokens') return allInput(totals) + totals.outputTokens
  if (metric === 'cost') return totals.costUsd
  return (metric === 'latency' ? totals.latencyMs : totals.timeToFirstTokenMs)?.p50 ?? null
}

export const allInput = ({ inputTokens, cacheReadTokens, cacheWriteTokens }: UsageTotals): number => inputTokens + cacheReadTokens + cacheWriteTokens

export const formats: Readonly<Record<Metric, (value: number) => string>> = {
  requests: value => formatNumber(value, { maximumFractionDigits: 1 }),
  tokens: formatShort,
  cost: formatUsd,
  latency: formatSeconds,
  ttft: formatSeconds,
}

/** `+12 %`; undefined when there was nothing before. */
export const sayChange = (now: number, before: number): string | undefined =>
  before === 0 ? undefined : formatNumber((now - before) / before, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' })
