// `npm run test:kill`: a server that is killed a hundred times in the middle of its answers, on each engine. `-- 20` makes it
// twenty; `-- --pair` kills one of two behind a load balancer, which lets the other go on, and nothing else; `-- --readers 200`
// has so many answers written and read at the moment.
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { environment, finish, root, start, toolPath } from './pinned-node.mjs'

const main = async ({ positionals: [rounds = '100'], values: { pair: isPair, readers } }) => {
  await ensureInstalled()
  await ensureBuilt('server')
  const tap = start([toolPath('tap'), 'run', '--disable-coverage', '--timeout=7200', '--reporter=tap', 'test/process/generations.test.ts'], {
    env: { ...environment(), KILL_ROUNDS: rounds, ...readers !== undefined && { KILL_READERS: readers }, ...isPair && { KILL_ENGINE: 'pair' }, TEST_SERVER_MAIN: join(root, 'dist/main.js') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  createInterface({ input: tap.stdout }).on('line', line => {
    if (/^\s*(?:not ok|ok .*# time|# (?!Subtest: test|time|\{|No coverage)|\+|-[^-]|diff:)/.test(line)) console.log(line)
  })
  return finish(tap)
}

try {
  process.exitCode = await main(parseArgs({ allowPositionals: true, options: { pair: { type: 'boolean', default: false }, readers: { type: 'string' } } }))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
