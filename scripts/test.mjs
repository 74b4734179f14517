// `npm test`: installs what is missing, runs tap under the pinned Node, and says what was covered and what was skipped.
// `-- --again` asks a file that failed beside others once more, alone, and says by name which ones passed only then.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ensureBuilt } from './build.mjs'
import { coverageByRoom } from './coverage-by-room.mjs'
import { ensureInstalled } from './install.mjs'
import { capture, environment, finish, root, start, toolPath } from './pinned-node.mjs'
import { createTapReport } from './tap-report.mjs'

const main = async given => {
  const isAskedAgain = given.includes('--again')
  const options = given.filter(option => option !== '--again')
  await ensureInstalled()
  await ensureTapBuilt()
  const folder = mkdtempSync(join(tmpdir(), 'parlance-test-'))
  const skips = join(folder, 'skips')
  writeFileSync(skips, '')
  try {
    const first = await runTap(options, skips)
    const isFewFailed = first.failedFiles.length > 0 && first.failedFiles.length <= mostAskedAgain
    const { code, counts, mended } = isAskedAgain && isFewFailed ? await askAgain(first, skips) : first
    const isWhole = options.length === 0
    if (isWhole && counts.total > 0) printCoverage()
    printSkips(skips)
    if (counts.total === 0) console.log('\nNo test was executed.')
    if (mended.length > 0) console.log(`\nFailed beside others and passed alone:\n${mended.map(file => `  ${file}`).join('\n')}`)
    console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
    return code !== 0 || counts.failed > 0 || counts.total === 0 ? 1 : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** With more than these something is broken, and asking again would only take longer. */
const mostAskedAgain = 8

/** A file that lost against the clock while others kept the machine busy passes alone; one that is broken fails again. */
const askAgain = async ({ counts, failedFiles }, skips) => {
  console.log(`\nOnce more, alone: ${failedFiles.join(', ')}`)
  const second = await runTap([...failedFiles, '--jobs=1'], skips)
  const mended = failedFiles.filter(file => !second.failedFiles.includes(file))
  const passed = counts.passed + Math.max(0, counts.failed - second.counts.failed)
  return { code: second.code, counts: { ...counts, passed, failed: second.counts.failed }, mended }
}

/** tap comes built with a TypeScript loader that .taprc leaves out. Left to itself it would run the tests once with it, and slowly. */
const ensureTapBuilt = async () => {
  const stamp = join(root, 'node_modules/@tapjs/test/.built')
  if (existsSync(stamp)) return
  const { code, output } = await capture([toolPath('tap'), 'build'])
  if (code !== 0) throw new Error(`tap could not be built:\n${output.trim()}`)
  writeFileSync(stamp, '')
}

/** Named files run without coverage: their share of the whole says nothing. What was compiled before is not exact enough for it. */
const runTap = async (options, skips) => {
  const namesFiles = options.some(option => !option.startsWith('-'))
  // a run of everything starts the server many times; built, it starts three times as fast
  if (!namesFiles) await ensureBuilt('server')
  const coverage = namesFiles ? ['--disable-coverage'] : ['--coverage-report=json-summary']
  const isCovered = !namesFiles && !options.includes('--disable-coverage')
  const tap = start([toolPath('tap'), 'run', '--jobs=2', ...coverage, ...options.map(expand), '--reporter=tap'], {
    env: { ...environment(), ...!namesFiles && { TEST_SERVER_MAIN: join(root, 'dist/main.js') }, ...!isCovered && { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compile') }, PARLANCE_SKIPS: skips },
    stdio: ['inherit', 'pipe', 'inherit'],
  })
  const report = createTapReport(console.log)
  createInterface({ input: tap.stdout }).on('line', report.write)
  const code = await finish(tap)
  return { code, failedFiles: report.failedFiles, mended: [], counts: report.counts ?? { total: 0, passed: 0, failed: 0, skipped: 0 } }
}

/** tap takes files and patterns; people name folders. */
const expand = option => statSync(option, { throwIfNoEntry: false })?.isDirectory() ? join(option, '**/*.test.ts') : option

const printCoverage = () => {
  console.log('\nLines covered:')
  for (const { room, percent } of coverageByRoom(['core', 'dialects', 'gateway'])) console.log(`  ${room.padEnd(10)}${percent.toFixed(1).padStart(6)} %`)
}

/** A test that lacks a service appends to the file what it left out and how to enable it: test/helpers/skips.ts. */
const printSkips = file => {
  const lines = new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean))
  if (lines.size === 0) return
  console.log('\nSkipped:')
  for (const line of lines) console.log(`  ${line.replace('\t', ': ')}`)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
