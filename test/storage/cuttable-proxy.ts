import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** A TCP proxy before a PostgreSQL that a test can cut and mend. */
export type CuttableProxy = { url: string; cut(): void; mend(): void; connections(): number }

export const createCuttableProxy = async (t: Test, target: string): Promise<CuttableProxy> => {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isCut = false

  const server = createServer(client => {
    const upstream = connect(Number(port || 5432), hostname)
    for (const [socket, other] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
    if (isCut) client.resetAndDestroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    isCut = true
    for (const socket of sockets) socket.resetAndDestroy()
  }
  t.teardown(() => {
    cut()
    server.close()
  })

  const url = new URL(target)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url: url.href, cut, mend: () => { isCut = false }, connections: () => sockets.size / 2 }
}
