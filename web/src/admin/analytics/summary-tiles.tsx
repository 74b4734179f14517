import { formatNumber, formatSeconds, formatShort, formatUsd } from '../../i18n/format.ts'
import type { Percentiles, UsageSummary } from '../data/analytics.ts'
import { t } from './messages.ts'
import { allInput, sayChange } from './metrics.ts'

type Tile = { label: string; value: string; more: (string | undefined)[] }

/** A period in a few numbers, beside the time before. */
export const SummaryTiles = ({ summary: { totals, previous } }: { summary: UsageSummary }) => {
  const change = (now: number, before: number): string | undefined => {
    const said = sayChange(now, before)
    return said && t('sum.more', { change: said })
  }
  const share = (count: number): string | undefined =>
    totals.requests === 0 ? undefined : t('sum.share', { share: formatNumber(count / totals.requests, { style: 'percent', maximumFractionDigits: 1 }) })
  const time = (label: string, percentiles: Percentiles | null): Tile =>
    ({ label, value: percentiles === null ? t('sum.none') : formatSeconds(percentiles.p50), more: [percentiles === null ? undefined : t('sum.p95', { time: formatSeconds(percentiles.p95) })] })
  const tiles: Tile[] = [
    { label: t('sum.requests'), value: formatNumber(totals.requests), more: [change(totals.requests, previous.requests)] },
    { label: t('sum.cost'), value: formatUsd(totals.costUsd), more: [change(totals.costUsd, previous.costUsd), totals.unpricedRequests > 0 ? t('sum.unpriced', { count: totals.unpricedRequests }) : undefined] },
    { label: t('sum.input'), value: formatShort(allInput(totals)), more: [totals.cacheReadTokens > 0 ? t('sum.cached', { count: formatShort(totals.cacheReadTokens) }) : undefined] },
    { label: t('sum.output'), value: formatShort(totals.outputTokens), more: [totals.reasoningTokens > 0 ? t('sum.reasoning', { count: formatShort(totals.reasoningTokens) }) : undefined] },
    { label: t('sum.errors'), value: formatNumber(totals.errors), more: [share(totals.errors)] },
    { label: t('sum.aborted'), value: formatNumber(totals.aborted), more: [share(totals.aborted)] },
    time(t('sum.latency'), totals.latencyMs),
    time(t('sum.ttft'), totals.timeToFirstTokenMs),
  ]
  return (
    <dl className='adm-tiles'>
      {tiles.map(({ label, value, more }) => (
        <div key={label} className='adm-tile'>
          <dt>{label}</dt>
          <dd>{value}</dd>
          {more.filter(line => line !== undefined).map(line => <dd key={line} className='adm-tile-more'>{line}</dd>)}
        </div>
      ))}
    </dl>
  )
}
