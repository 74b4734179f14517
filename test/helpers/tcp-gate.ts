import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** A door in front of a TCP service: shut, it is as if the service were down. */
export type TcpGate = {
  port: number
  /** Breaks every connection and refuses new ones. */
  shut(): Promise<void>
  /** Lets in again, on the same port. */
  open(): Promise<void>
}

/** Opens a gate in front of `host:port`. Shut when the test ends. */
export async function openTcpGate (t: Test, target: { host: string; port: number }): Promise<TcpGate> {
  const sockets = new Set<Socket>()
  const server = createServer(inner => {
    const outer = connect(target)
    for (const [one, other] of [[inner, outer], [outer, inner]] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => {})
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const { port } = server.address() as AddressInfo // a TCP server's address is never a string
  const shut = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  t.teardown(shut)
  return { port, shut, open: () => listen(port) }
}
