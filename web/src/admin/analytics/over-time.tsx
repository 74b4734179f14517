import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Section } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { formatDate, formatDateTime } from '../../i18n/format.ts'
import { ErrorNote } from '../../ui/states.tsx'
import { Chart, Legend } from '../chart/chart.tsx'
import { colors } from '../chart/colors.ts'
import { filterOf, type Grouping, type Period, type UsageReport, type UsageRow, usageQuery } from '../data/analytics.ts'
import { t } from './messages.ts'
import { formats, type Metric, valueOf } from './metrics.ts'
import { nameOf } from './name-of.ts'
import { isHourly } from './period.ts'

type Props = { period: Period; grouping: Grouping; metric: Metric }

/** As many as can be told apart. */
const most = 5

/** A metric over time: of everything, and of the groups with most of it. */
export const OverTime = ({ period, grouping, metric }: Props) => {
  const groups = useQuery({ ...usageQuery({ ...period, groupBy: grouping }), placeholderData: before => before })
  return (
    <Section title={t('time')} lead={t('time.top')}>
      <Await query={groups}>{({ data }) => <Lines period={period} grouping={grouping} metric={metric} top={findTop(data, grouping, metric)} />}</Await>
    </Section>
  )
}

/** What lasts longest says little of who matters, so times are shown of those who are asked most. */
function findTop (rows: readonly UsageRow[], grouping: Grouping, metric: Metric): UsageRow[] {
  const weight = (row: UsageRow): number => valueOf(metric === 'latency' || metric === 'ttft' ? 'requests' : metric, row) ?? 0
  return rows.filter(row => filterOf(grouping, row) !== undefined && weight(row) > 0).sort((left, right) => weight(right) - weight(left)).slice(0, most)
}

const Lines = ({ period, grouping, metric, top }: Props & { top: readonly UsageRow[] }) => {
  const groupBy = isHourly(period) ? 'hour' : 'day'
  const filters = [{}, ...top.map(row => filterOf(grouping, row) ?? {})]
  const results = useQueries({ queries: filters.map(filter => ({ ...usageQuery({ ...period, ...filter, groupBy }), placeholderData: (before: UsageReport | undefined) => before })) })
  const failed = results.find(({ error }) => error !== null)
  const reports = results.map(({ data }) => data)
  const isComplete = reports.every(report => report !== undefined)
  const labels = [t('time.all'), ...top.map(row => nameOf(grouping, row))]
  const chart = useMemo(() => isComplete ? toChart(reports as UsageReport[], labels, metric) : undefined, [isComplete, ...reports, labels.join('\n'), metric]) // reports are the same objects while nothing was asked again
  if (failed !== undefined) return <ErrorNote error={failed.error} onRetry={() => { for (const { refetch } of results) void refetch() }} />
  const formatTime = groupBy === 'day' ? formatDate : formatDateTime
  return (
    <Await query={{ data: chart, error: null, isFetching: false, refetch: () => {} }}>
      {({ times, series, rows }) => (
        <Chart
          label={t('time.label', { metric: t(`metric.${metric}`), group: t(`group.${grouping}`) })} times={times} series={series} format={formats[metric]} height={260} isByDay={groupBy === 'day'} isCount={metric === 'requests' || metric === 'tokens'}
          legend={<Legend names={series.map(({ label, color }) => ({ label, color }))} />}
          rows={rows} keyOf={({ at }) => at}
          columns={[
            { key: 'at', head: t('requests.at'), cell: ({ at }) => formatTime(at) },
            ...labels.map((label, index) => ({ key: String(index), head: label, isNumeric: true, cell: ({ values }: { values: (number | null)[] }) => values[index] == null ? '–' : formats[metric](values[index]) })),
          ]}
        />
      )}
    </Await>
  )
}

function toChart (reports: readonly UsageReport[], labels: readonly string[], metric: Metric) {
  const moments = reports[0]?.data.flatMap(({ group }) => group === null ? [] : [group]) ?? []
  const values = reports.map(({ data }) => {
    const known = new Map(data.map(row => [row.group, valueOf(metric, row)]))
    return moments.map(moment => known.get(moment) ?? (metric === 'latency' || metric === 'ttft' ? null : 0))
  })
  return {
    times: moments.map(moment => Date.parse(moment) / 1000),
    series: labels.map((label, index) => ({ label, values: values[index] ?? [], color: index === 0 ? '--ink-faint' : colors[(index - 1) % colors.length]! })), // never out of range
    rows: moments.map((at, moment) => ({ at, values: values.map(list => list[moment] ?? null) })),
  }
}
