export type Cell = string | number | boolean | null | undefined

/** What spreadsheets would take for a formula, or would skip to find one. */
const formula = /^[=+\-@\t\r]/

/** One line, as RFC 4180 has it. A text that a spreadsheet would run gets an apostrophe in front: others chose it, and it must stay a text. */
export const toCsvLine = (cells: readonly Cell[]): string => cells.map(toCell).join(',') + '\r\n'

const toCell = (cell: Cell): string => {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  const text = formula.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A table as its lines come. `columns`: what stands above each and how its cell is read. */
export async function * toCsv<Row> (columns: Readonly<Record<string, (row: Row) => Cell>>, rows: Iterable<Row> | AsyncIterable<Row>): AsyncGenerator<string> {
  const readers = Object.values(columns)
  let lines = toCsvLine(Object.keys(columns))
  for await (const row of rows) {
    lines += toCsvLine(readers.map(read => read(row)))
    if (lines.length < pieceLength) continue
    yield lines
    lines = ''
  }
  if (lines !== '') yield lines
}

/** Lines go out in pieces of about this many characters. */
const pieceLength = 16_384
