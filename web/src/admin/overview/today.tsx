import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Section } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { toPeriod } from '../analytics/period.ts'
import { SummaryTiles } from '../analytics/summary-tiles.tsx'
import { summaryQuery } from '../data/analytics.ts'
import { t } from './messages.ts'

/** What was asked in the last day. */
export const Today = () => {
  const [period] = useState(() => toPeriod({ preset: '24h', from: '', to: '' }, Date.now()))
  const query = useQuery(summaryQuery(period))
  return <Section title={t('today')}><Await query={query} lines={3}>{summary => <SummaryTiles summary={summary} />}</Await></Section>
}
