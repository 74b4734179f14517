import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t, { test } from 'tap'
import { buildParts } from './built.ts'
import { exceptions } from './exceptions.ts'
import { pages, root, type Page } from './pages.ts'
import { preparations } from './preparations.ts'
import { runBlock } from './run-block.ts'
import { isExcepted, runPage, type Outcome } from './run-page.ts'

t.setTimeout(400_000)
await buildParts('client', 'server')

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

test('a block that fails, is refused, says something wrong or is in an unknown language is found', async t => {
  const place = { folder: t.testdir({}), environment: { PATH: process.env['PATH']! }, replace: (code: string) => code }
  const faultOf = (language: string, code: string) => runBlock({ language, code, line: 1 }, place)
  t.match(await faultOf('sh', 'true\nfalse\ntrue'), /exit code 1/)
  t.match(await faultOf('sh', 'curl http://127.0.0.1:1'), /exit code 7/)
  t.match(await faultOf('sh', 'docker ps'), /needs a row/)
  t.match(await faultOf('js', 'console.error("oh")'), /oh/)
  t.match(await faultOf('json', '{"a":…}'), /SyntaxError/)
  t.match(await faultOf('yaml', 'a: [1'), /flow/i)
  t.match(await faultOf('cobol', 'STOP RUN.'), /nobody here reads cobol/)
  t.equal(await faultOf('sh', 'A=1'), undefined)
  t.equal(await faultOf('js', 'if (process.env.A !== "1") throw new Error("not there")'), undefined)
})

test('what is left out, or prepared, is on a page', async t => {
  const linesOf = (page: Page): string[] => page.blocks.flatMap(({ code }) => code.split('\n'))
  for (const exception of exceptions) {
    t.ok(pages.some(page => linesOf(page).some(line => isExcepted(exception, page, line))), `${exception.page}: ${exception.line}`)
    t.ok(existsSync(join(root, exception.proof)), exception.proof)
  }
  for (const path of Object.keys(preparations)) t.ok(pages.some(page => page.path === path), path)
})
