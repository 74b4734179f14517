import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { makeTables, placeTable } from './docs-tables.ts'

for (const { page, mark, text } of await makeTables()) {
  test(`the table of ${mark} in ${page.pathname.split('/').at(-1)} is what the code says`, async t => {
    const written = readFileSync(page, 'utf8')
    t.equal(placeTable(written, mark, text), written, 'otherwise run: node test/providers/docs-tables.ts')
  })
}
