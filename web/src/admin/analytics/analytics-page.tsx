import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { Page } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { type Grouping, groupings, type Period, summaryQuery } from '../data/analytics.ts'
import { t as admin } from '../messages.ts'
import { Groups } from './groups.tsx'
import { t } from './messages.ts'
import { type Metric, metrics } from './metrics.ts'
import { OverTime } from './over-time.tsx'
import { isDay, type PeriodChoice, presets, toPeriod } from './period.ts'
import { Requests } from './requests.tsx'
import { SummaryTiles } from './summary-tiles.tsx'

const oneOf = <T extends string>(wanted: string | null, known: readonly T[], first: T): T => known.find(known => known === wanted) ?? first
const choices = [...Object.keys(presets) as (keyof typeof presets)[], 'own'] as const

/** What was used and what it cost. What is chosen stands in the address, to be kept and passed on. */
export default function AnalyticsPage () {
  const [params, setParams] = useSearchParams()
  const [now] = useState(() => Date.now())
  const today = new Date(now).toISOString().slice(0, 10)
  const day = (name: string): string => isDay(params.get(name) ?? '') ? params.get(name)! : today // just looked at
  const choice: PeriodChoice = { preset: oneOf(params.get('period'), choices, '30d'), from: day('from'), to: day('to') }
  const grouping = oneOf(params.get('by'), groupings, 'model')
  const metric = oneOf(params.get('show'), metrics, 'requests')
  const period = toPeriod(choice, now)
  const choose = (name: string, value: string) => setParams(params => {
    params.set(name, value)
    return params
  }, { replace: true })
  return (
    <Page title={admin('analytics')} lead={t('lead')}>
      <div className='acc-tool-row'>
        <Select label={t('period')} value={choice.preset} onChange={event => choose('period', event.target.value)}>
          {choices.map(choice => <option key={choice} value={choice}>{t(`period.${choice}`)}</option>)}
        </Select>
        {choice.preset === 'own' && <Field label={t('from')} type='date' max={choice.to} value={choice.from} onChange={event => choose('from', event.target.value)} />}
        {choice.preset === 'own' && <Field label={t('to')} type='date' min={choice.from} value={choice.to} onChange={event => choose('to', event.target.value)} />}
        <Select label={t('group')} value={grouping} onChange={event => choose('by', event.target.value)}>
          {groupings.map(grouping => <option key={grouping} value={grouping}>{t(`group.${grouping}`)}</option>)}
        </Select>
        <Select label={t('metric')} value={metric} onChange={event => choose('show', event.target.value)}>
          {metrics.map(metric => <option key={metric} value={metric}>{t(`metric.${metric}`)}</option>)}
        </Select>
      </div>
      <Usage period={period} grouping={grouping} metric={metric} />
    </Page>
  )
}

const Usage = ({ period, grouping, metric }: { period: Period; grouping: Grouping; metric: Metric }) => {
  const query = useQuery({ ...summaryQuery(period), placeholderData: before => before })
  return (
    <Await query={query} lines={8}>
      {summary => summary.totals.requests === 0
        ? <EmptyState icon='chart' title={t('empty')} text={t('empty.text')} />
        : (
          <>
            <SummaryTiles summary={summary} />
            <OverTime period={period} grouping={grouping} metric={metric} />
            <Groups period={period} grouping={grouping} />
            <Requests period={period} />
          </>
          )}
    </Await>
  )
}
