// `npm run bench:startup`: how long the built server takes to its first healthy answer, and what it holds when idle.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureBuilt } from '../scripts/build.mjs'
import { cores, freePort, launch, rssKb, stop, untilHealthy } from './machine.mjs'

const rounds = 5
const port = await freePort()
const root = join(import.meta.dirname, '..')

await ensureBuilt('server')
const folder = mkdtempSync(join(tmpdir(), 'parlance-startup-'))
const env = { PORT: String(port), DATA_DIR: folder, ADMIN_API_KEY: 'plk_' + randomBytes(24).toString('base64url') }
const starts = []
let idleMb
try {
  for (let round = 0; round < rounds; round++) {
    // everything on both cores, as a user would start it; the first round also makes the database
    const child = launch([process.execPath, join(root, 'dist/main.js')], { core: `${cores.subject},${cores.tools}`, cwd: folder, env })
    starts.push(await untilHealthy(port, '/api/v1/health', child))
    if (round === rounds - 1) {
      await sleep(10_000)
      idleMb = rssKb(child.pid) / 1024
    }
    await stop(child)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const warm = starts.slice(1).toSorted((a, b) => a - b)
console.log(`First start, new database   ${starts[0].toFixed(0)} ms
Start, median of ${warm.length}          ${warm[(warm.length - 1) >> 1].toFixed(0)} ms to the first healthy answer (goal: under 1,500)
Idle after 10 s             ${idleMb.toFixed(0)} MB resident (goal: under 130)`)
