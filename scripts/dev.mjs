// `npm run dev`: the server from its sources, again at every change, and the page by Vite in front of it, which changes while one looks at it.
import { ensureInstalled } from './install.mjs'
import { finish, start, toolPath } from './pinned-node.mjs'

try {
  await ensureInstalled()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

const options = { stdio: 'inherit' }
const children = [
  start(['--watch', '--watch-preserve-output', 'src/main.ts'], options),
  start([toolPath('vite'), 'web', '--clearScreen', 'false'], { ...options, env: { ...process.env, PARLANCE_URL: `http://127.0.0.1:${process.env.PORT ?? 3000}` } }),
]
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => { for (const child of children) child.kill(signal) })
// one without the other is of no use
const codes = await Promise.race(children.map(finish))
for (const child of children) child.kill('SIGTERM')
process.exitCode = codes
