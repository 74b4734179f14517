import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { makeMatrix } from './matrix/make-matrix.ts'
import { renderMatrix } from './matrix/render.ts'

const page = new URL('../../docs/conformance.md', import.meta.url)

test('every feature comes through at every door over every provider, or is told not to, and docs/conformance.md says how', async t => {
  const sections = await makeMatrix(t)
  t.ok(sections.length > 4)
  for (const { dialect, rows } of sections) {
    for (const { feature, cells } of rows) {
      for (const [kind, { verdict, note }] of Object.entries(cells)) t.not(verdict, 'lost', `${feature}, at ${dialect} over ${kind} ${note ?? ''}`)
    }
  }
  t.equal(readFileSync(page, 'utf8'), renderMatrix(sections), 'otherwise run: npm run conformance')
})
