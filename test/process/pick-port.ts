import { once } from 'node:events'
import { createServer } from 'node:net'

/** A free port that the system gives nobody by itself, so that it is still free when a server comes back to it. */
export async function pickPort (): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await Promise.race([once(server, 'listening').then(() => true), once(server, 'error').then(() => false)])
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
