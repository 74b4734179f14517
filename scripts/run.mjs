// Installs what is missing, then runs a script, or a tool by its package's name, under the pinned Node: `node scripts/run.mjs eslint --fix`.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled } from './install.mjs'
import { root, run, toolPath } from './pinned-node.mjs'

const [name, ...args] = process.argv.slice(2)
try {
  await ensureInstalled()
  process.exitCode = await run([name.startsWith('-') || existsSync(join(root, name)) ? name : toolPath(name), ...args])
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
