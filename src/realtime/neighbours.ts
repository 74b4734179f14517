import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { randomBytes } from 'node:crypto'
import { unlinkSync } from 'node:fs'
import type { Neighbours } from '../core/neighbours.ts'
import type { Io } from './io.ts'

type Engine = Io['engine'] & { generateId(request: IncomingMessage): string }

/**
 * Several processes take turns on one port, but a connection that polls belongs to one of them. Its id says to which: what
 * comes to another is handed on. Resolves to what ends that.
 */
export const joinNeighbours = async (io: Io, { name, pathOf }: Neighbours): Promise<() => void> => {
  const engine = io.engine as Engine
  const handleRequest = engine.handleRequest.bind(engine)
  const handleUpgrade = engine.handleUpgrade.bind(engine)
  engine.generateId = () => `${name}.${randomBytes(15).toString('base64url')}`

  const ownerOf = ({ url = '' }: IncomingMessage): string | undefined => {
    const owner = /[?&]sid=(\d{1,4})\./.exec(url)?.[1]
    return owner === name ? undefined : owner
  }

  engine.handleRequest = ((incoming: IncomingMessage, response: ServerResponse) => {
    const owner = ownerOf(incoming)
    if (owner === undefined) return handleRequest(incoming as never, response as never)
    const { method, url, headers } = incoming
    const outgoing = request({ socketPath: pathOf(owner), method, path: url, headers }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(response)
    })
    // as for any connection that nobody knows: its client begins anew
    outgoing.on('error', () => { response.headersSent ? response.destroy() : response.writeHead(400, { 'content-type': 'application/json' }).end('{"code":1,"message":"Session ID unknown"}') })
    response.on('close', () => outgoing.destroy())
    incoming.pipe(outgoing)
  }) as typeof engine.handleRequest

  engine.handleUpgrade = ((incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    const owner = ownerOf(incoming)
    if (owner === undefined) return handleUpgrade(incoming as never, socket, head)
    const { method, url, rawHeaders } = incoming
    const lines = rawHeaders.flatMap((text, index) => index % 2 === 0 ? [`${text}: ${rawHeaders[index + 1]!}`] : [])
    const other = connect(pathOf(owner))
    other.write(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    other.write(head)
    socket.pipe(other).pipe(socket)
    for (const [one, its] of [[socket, other], [other, socket]] as const) {
      one.on('error', () => {})
      one.on('close', () => its.destroy())
    }
  }) as typeof engine.handleUpgrade

  const server = createServer((incoming, response) => handleRequest(incoming as never, response as never))
  server.on('upgrade', (incoming, socket, head) => handleUpgrade(incoming as never, socket as Socket, head))
  const path = pathOf(name)
  try {
    unlinkSync(path) // of one who has died
  } catch {}
  // not shared with the others as the port is
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ path, exclusive: true }, resolve))
  return () => {
    server.close()
    server.closeAllConnections()
  }
}
