// `npm run build`: the server, the client package and the page, if they changed.
import { ensureBuilt, targets } from './build.mjs'
import { ensureInstalled } from './install.mjs'

try {
  await ensureInstalled()
  for (const name of Object.keys(targets)) await ensureBuilt(name)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
