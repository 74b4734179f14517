import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { test } from 'tap'

const root = resolve(import.meta.dirname, '../..')
const pinned = join(root, 'node_modules/node/bin/node')

/** On which Node the scripts of package.json run things, when they themselves run on the pinned one, as npm has it. */
const nodeOf = (environment: Record<string, string>): string =>
  execFileSync(pinned, ['--input-type=module', '--eval', 'console.log((await import("./scripts/pinned-node.mjs")).nodePath)'], { cwd: root, env: environment, encoding: 'utf8' }).trim()

test('scripts run on the pinned Node, or with PARLANCE_NODE=system on that of npm', async t => {
  t.equal(nodeOf({}), pinned)
  t.equal(nodeOf({ npm_node_execpath: '/opt/node-26/bin/node' }), pinned)
  t.equal(nodeOf({ PARLANCE_NODE: 'system', npm_node_execpath: '/opt/node-26/bin/node' }), '/opt/node-26/bin/node')
  t.equal(nodeOf({ PARLANCE_NODE: 'system' }), pinned)
})
