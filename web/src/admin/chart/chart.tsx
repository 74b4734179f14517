import { lazy, type ReactNode, Suspense } from 'react'
import { Skeleton } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { t } from '../messages.ts'
import type { TimeChartProps } from './time-chart.tsx'

const TimeChart = lazy(() => import('./time-chart.tsx'))

/** The names of the series beside their colours. */
export const Legend = ({ names }: { names: readonly { label: string; color: string }[] }) => (
  <ul role='list' className='adm-legend'>
    {names.map(({ label, color }) => <li key={label}><span className='adm-legend-mark' style={{ background: `var(${color})` }} />{label}</li>)}
  </ul>
)

type ChartProps<Row> = TimeChartProps & { legend?: ReactNode; rows: readonly Row[]; columns: readonly Column<Row>[]; keyOf(row: Row): string }

/** A chart, and the same as a table for whoever reads better there. */
export function Chart<Row> ({ legend, rows, columns, keyOf, ...chart }: ChartProps<Row>) {
  return (
    <div className='adm-chart-frame'>
      {legend}
      <Suspense fallback={<div className='adm-chart-wait' data-height={chart.height}><Skeleton lines={4} /></div>}><TimeChart {...chart} /></Suspense>
      <details className='adm-more'>
        <summary>{t('chart.table')}</summary>
        <Table caption={chart.label} columns={columns} rows={rows} keyOf={keyOf} />
      </details>
    </div>
  )
}
