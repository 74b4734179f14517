import t, { test } from 'tap'
import { ensureBuilt } from '../../scripts/build.mjs'
import { exceptions } from './exceptions.ts'
import { pages, type Page } from './pages.ts'
import { preparations } from './preparations.ts'
import { isExcepted, runPage, type Outcome } from './run-page.ts'

// what `npx parlance` and `import '@parlance/client'` run
await ensureBuilt('client')
await ensureBuilt('server')

/** Only these, while one is written: `DOCS=docs/api.md`. */
const wanted = process.env['DOCS']?.split(',')
const chosen = pages.filter(({ path }) => wanted?.includes(path) ?? true)

/** Three pages at a time. */
const running = new Map<Page, Promise<Outcome[]>>()
const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve(), Promise.resolve()]
for (const [index, page] of chosen.entries()) {
  const lane = index % lanes.length
  const outcomes = lanes[lane]!.then(() => runPage(t, page))
  running.set(page, outcomes)
  lanes[lane] = outcomes.catch(() => {})
}

for (const page of chosen) {
  test(`every block of ${page.path} runs`, async t => {
    for (const { block, fault } of await running.get(page) ?? []) t.ok(fault === undefined, `${page.path}:${block.line} ${block.language}`, { fault })
  })
}

test('what is left out, or prepared, is on a page', async t => {
  const linesOf = (page: Page): string[] => page.blocks.flatMap(({ code }) => code.split('\n'))
  for (const exception of exceptions) {
    t.ok(pages.some(page => linesOf(page).some(line => isExcepted(exception, page, line))), `${exception.page}: ${exception.line}`)
  }
  for (const path of Object.keys(preparations)) t.ok(pages.some(page => page.path === path), path)
})
