import { useQuery } from '@tanstack/react-query'
import { Section } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { formatNumber, formatSeconds, formatShort, formatUsd } from '../../i18n/format.ts'
import { type Column, Table } from '../../ui/table.tsx'
import { type Grouping, type Period, type UsageRow, usageQuery, usageTable } from '../data/analytics.ts'
import { CsvButton } from '../parts/csv-button.tsx'
import { t } from './messages.ts'
import { allInput } from './metrics.ts'
import { nameOf } from './name-of.ts'

/** Every group's numbers, the costliest first. */
export const Groups = ({ period, grouping }: { period: Period; grouping: Grouping }) => {
  const asked = { ...period, groupBy: grouping }
  const query = useQuery({ ...usageQuery(asked), placeholderData: before => before })
  const columns: Column<UsageRow>[] = [
    { key: 'group', head: t(`group.${grouping}`), cell: row => nameOf(grouping, row) },
    { key: 'requests', head: t('sum.requests'), isNumeric: true, cell: ({ requests }) => formatNumber(requests) },
    { key: 'errors', head: t('sum.errors'), isNumeric: true, cell: ({ errors }) => formatNumber(errors) },
    { key: 'tokens', head: t('requests.tokens'), isNumeric: true, className: 'adm-nowrap', cell: row => `${formatShort(allInput(row))} / ${formatShort(row.outputTokens)}` },
    { key: 'cost', head: t('sum.cost'), isNumeric: true, cell: ({ costUsd }) => formatUsd(costUsd) },
    { key: 'latency', head: t('sum.latency'), isNumeric: true, cell: ({ latencyMs }) => latencyMs === null ? '–' : formatSeconds(latencyMs.p50) },
    { key: 'ttft', head: t('sum.ttft'), isNumeric: true, cell: ({ timeToFirstTokenMs }) => timeToFirstTokenMs === null ? '–' : formatSeconds(timeToFirstTokenMs.p50) },
  ]
  return (
    <Section title={t('groups')} actions={<CsvButton label={t('csv.groups')} name={`parlance-usage-by-${grouping}.csv`} read={() => usageTable({ ...asked })} />}>
      <Await query={query}>{({ data }) => <Table caption={t('groups')} columns={columns} rows={data} keyOf={({ group }) => group ?? ''} />}</Await>
    </Section>
  )
}
