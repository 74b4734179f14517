import type { ProviderCheck, ProviderHealth } from '@parlance/client'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Section } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { formatDateTime } from '../../i18n/format.ts'
import { Chart } from '../chart/chart.tsx'
import { healthQuery } from '../data/providers.ts'
import { formatMs } from '../parts/format-ms.ts'
import { t } from './messages.ts'

/** How the last calls to a provider went. */
export const Health = ({ id }: { id: string }) => {
  const query = useQuery(healthQuery(id))
  return (
    <Section title={t('health')} lead={query.data !== undefined && query.data.history.length > 0 ? t('health.lead') : undefined}>
      <Await query={query} lines={3}>
        {health => health.history.length === 0 ? <p className='muted'>{t('health.empty')}</p> : <History health={health} />}
      </Await>
    </Section>
  )
}

const History = ({ health: { history, lastError } }: { health: ProviderHealth }) => {
  const { times, series } = useMemo(() => toChart(history), [history])
  return (
    <>
      {lastError !== null && <p className='small muted'>{t('health.last-error', { error: lastError })}</p>}
      <Chart
        label={t('health.latency')} times={times} series={series} format={formatMs} height={160} isEven
        rows={history} keyOf={({ at, latencyMs }) => `${at} ${latencyMs}`}
        columns={[
          { key: 'at', head: t('health.time'), cell: ({ at }) => formatDateTime(at) },
          { key: 'result', head: t('health.result'), cell: ({ ok, error }) => ok ? t('health.ok') : error },
          { key: 'latency', head: t('health.latency'), isNumeric: true, cell: ({ latencyMs }) => formatMs(latencyMs) },
        ]}
      />
    </>
  )
}

/** Oldest first; a failure took no time that means anything. */
function toChart (history: readonly ProviderCheck[]) {
  const checks = [...history].reverse()
  return {
    times: checks.map(({ at }) => Date.parse(at) / 1000),
    series: [
      { label: t('health.latency'), kind: 'bars' as const, values: checks.map(({ ok, latencyMs }) => ok ? latencyMs : null) },
      { label: t('health.result'), kind: 'points' as const, color: '--danger', values: checks.map(({ ok }) => ok ? null : 0) },
    ],
  }
}
