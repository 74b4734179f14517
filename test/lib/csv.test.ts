import { test } from 'tap'
import { toCsv, toCsvLine } from '../../src/lib/csv.ts'

test('commas, quotes and line breaks stay inside their cell', async t => {
  t.equal(toCsvLine(['a,b', 'say "hi"', 'two\nlines', 'plain', 12.5, true, null, undefined]), '"a,b","say ""hi""","two\nlines",plain,12.5,true,,\r\n')
})

for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("https://evil.example","x")']) {
  test(`a spreadsheet does not run ${JSON.stringify(text)}`, async t => {
    t.match(toCsvLine([text]), /^"?'/)
  })
}

test('numbers are no formulas', async t => {
  t.equal(toCsvLine([-1, 0]), '-1,0\r\n')
})

test('a table comes in pieces', async t => {
  const rows = Array.from({ length: 5000 }, (_, at) => ({ at }))
  const pieces: string[] = []
  for await (const piece of toCsv<{ at: number }>({ at: row => row.at }, rows)) pieces.push(piece)
  t.ok(pieces.length > 1 && pieces.length < 5, `${pieces.length} pieces`)
  t.strictSame(pieces.join('').split('\r\n'), ['at', ...rows.map(({ at }) => String(at)), ''])
})
