// `npm run test:pair`: the suites of accounts, chats, sockets and limits against two servers behind nginx, on one PostgreSQL and
// one Redis. `-- test/chats/share.test.ts` runs only what is named.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ensureInstalled } from './install.mjs'
import { environment, finish, root, start, toolPath } from './pinned-node.mjs'
import { createTapReport } from './tap-report.mjs'

const folders = ['chats', 'realtime', 'limits', 'routes']

/** What is not asked of a pair, and why. */
const noServer = 'it tries a part by itself, without a server'
const leftOut = {
  'test/accounts': `${noServer}; accounts by HTTP are in test/routes`,
  'test/chats/compose.test.ts': noServer,
  'test/chats/import-fuzz.test.ts': noServer,
  'test/chats/long-chat.test.ts': noServer,
  'test/limits/parts.test.ts': noServer,
  'test/routes/documents-inside.test.ts': noServer,
  'test/routes/bad-input.test.ts': 'it breaks the wire, and nginx answers for that',
  'test/routes/routing.test.ts': 'failures in a row, before they open a circuit, are counted by each process for itself; and it restarts both',
  'test/routes/providers.test.ts': 'it counts what a provider is asked for its models, and each process asks',
  'test/routes/chat.test.ts': 'the same',
}

const main = async named => {
  await ensureInstalled()
  const suites = named.length > 0 ? named : folders.flatMap(folder => readdirSync(join(root, 'test', folder)).filter(name => name.endsWith('.test.ts')).map(name => `test/${folder}/${name}`)).filter(suite => !(suite in leftOut))
  const folder = mkdtempSync(join(tmpdir(), 'parlance-test-'))
  const skips = join(folder, 'skips')
  writeFileSync(skips, '')
  try {
    const tap = start([toolPath('tap'), 'run', '--jobs=2', '--disable-coverage', '--timeout=300', '--reporter=tap', ...suites], {
      env: { ...environment(), TEST_PAIR: '1', PARLANCE_SKIPS: skips },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const report = createTapReport(console.log)
    createInterface({ input: tap.stdout }).on('line', report.write)
    const code = await finish(tap)
    const lines = [...new Set(readFileSync(skips, 'utf8').split('\n').filter(Boolean)), ...named.length > 0 ? [] : Object.entries(leftOut).map(([suite, why]) => `${suite}: ${why}`)]
    if (lines.length > 0) console.log(`\nSkipped:\n${lines.map(line => `  ${line}`).join('\n')}`)
    const { passed = 0, failed = 0, skipped = 0 } = report.counts ?? {}
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`)
    return code !== 0 || failed > 0 || passed === 0 ? 1 : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
