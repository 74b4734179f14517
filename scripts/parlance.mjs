#!/usr/bin/env node
// `npx parlance <command>`: installs and builds what is missing, then runs the command on the pinned Node.
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { finish, start } from './pinned-node.mjs'

try {
  await ensureInstalled()
  await ensureBuilt('server')
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

const { pathname } = new URL('../dist/cli/main.js', import.meta.url)
const child = start([pathname, ...process.argv.slice(2)], { cwd: process.cwd(), stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
process.exitCode = await finish(child)
