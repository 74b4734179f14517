import type { ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'
import './table.css'

export type Column<Row> = { key: string; head: ReactNode; cell: (row: Row) => ReactNode; /** Numbers stand at the end, in columns. */ isNumeric?: boolean; className?: string }

/** A table that scrolls sideways by itself where it is too wide. */
export function Table<Row> ({ caption, columns, rows, keyOf, empty }: { caption: string; columns: readonly Column<Row>[]; rows: readonly Row[]; keyOf: (row: Row) => string; empty?: ReactNode }) {
  if (rows.length === 0 && empty !== undefined) return empty
  return (
    <div className='ui-table' role='region' aria-label={caption} tabIndex={0}>
      <table>
        <caption className='visually-hidden'>{caption}</caption>
        <thead><tr>{columns.map(({ key, head, isNumeric, className }) => <th key={key} scope='col' className={classNames(isNumeric && 'numeric', className)}>{head}</th>)}</tr></thead>
        <tbody>{rows.map(row => <tr key={keyOf(row)}>{columns.map(({ key, cell, isNumeric, className }) => <td key={key} className={classNames(isNumeric && 'numeric', className)}>{cell(row)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  )
}
