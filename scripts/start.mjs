// `npm start`: installs what is missing, builds what changed, and serves until it is told to stop.
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { finish, root, start } from './pinned-node.mjs'

try {
  await ensureInstalled()
  // the client is not served: the guides import it in this folder
  await Promise.all([ensureBuilt('server'), ensureBuilt('web'), ensureBuilt('client')])
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

// A group of its own: Ctrl-C reaches npm, this process and its children, and npm passes it on as well. The server gets one.
const server = start(['--import', './scripts/follow-parent.mjs', 'dist/main.js'], { cwd: root, env: process.env, detached: true, stdio: ['inherit', 'inherit', 'inherit', 'pipe'] })

let lastSignalAt = -Infinity
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // echoes of one signal come together; a second Ctrl-C comes later and means it
    if (performance.now() - lastSignalAt > 400) server.kill(signal)
    lastSignalAt = performance.now()
  })
}

process.exitCode = await finish(server)
