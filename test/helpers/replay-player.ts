// Plays one reply on one HTTP exchange.
import { once } from 'node:events'
import { STATUS_CODES, type ServerResponse } from 'node:http'
import { setImmediate as tick, setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { Reply } from './replay-reply.ts'

/** What the player reports back while it plays. */
export type Playing = {
  /** Aborted when the exchange is over, whoever ended it. */
  readonly signal: AbortSignal
  /** So many bytes of the body have been handed to the connection. */
  onAccepted(bytes: number): void
  /** The reply itself is about to break the connection. */
  onBreak(): void
}

/** Resolves when nothing more will be sent. Rejects when the connection goes away meanwhile. */
export async function play (reply: Reply, response: ServerResponse, playing: Playing): Promise<void> {
  const { signal } = playing
  const socket = response.socket
  if (socket === null) return
  socket.setNoDelay(true)

  if (reply.delayMs !== undefined) await sleep(reply.delayMs, undefined, { signal })
  if (reply.raw !== undefined) {
    playing.onBreak()
    socket.end(reply.raw)
    return
  }

  const body = reply.gzip === true ? gzipSync(reply.body ?? '') : reply.body ?? Buffer.alloc(0)
  const headers = { ...reply.headers, ...(reply.gzip === true && { 'content-encoding': 'gzip' }) }
  const status = reply.status ?? 200
  if (reply.dripHeadersMs !== undefined) {
    for (const byte of rawHead(status, headers)) {
      socket.write(Buffer.of(byte))
      await sleep(reply.dripHeadersMs, undefined, { signal })
    }
    playing.onBreak()
    socket.end(body)
    return
  }

  response.writeHead(status, isOneBlock(reply) ? { 'content-length': String(body.length), ...headers } : headers)
  if (reply.closeAfterStream === true) response.once('finish', () => { socket.end() })

  const last = Math.min(body.length, reply.cutAfter ?? Infinity, reply.endAfter ?? Infinity, reply.stallAfter ?? Infinity)
  response.flushHeaders()
  await writePieces(body.subarray(0, last), reply, response, playing)
  if (reply.endless !== undefined) await writeForEver(reply.endless, response, playing)

  if (reply.stallAfter !== undefined) return
  if (reply.cutAfter !== undefined) {
    // What was written must have left this process, or the cut would come earlier than asked for.
    await tick()
    await new Promise(resolve => socket.write('', resolve))
    playing.onBreak()
    socket.destroy()
    return
  }
  response.end()
}

/** Whole answers say their length, as providers' do; whatever may come in pieces or break off does not. */
const isOneBlock = ({ headers, endless, splitAt, chunkDelayMs, cutAfter, endAfter, stallAfter, closeAfterStream }: Reply): boolean =>
  headers?.['content-type'] === 'application/json' && endless === undefined && closeAfterStream !== true &&
  [splitAt, chunkDelayMs, cutAfter, endAfter, stallAfter].every(value => value === undefined)

const rawHead = (status: number, headers: Record<string, string>): Buffer =>
  Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)

async function writePieces (body: Buffer, { splitAt = body.length, chunkDelayMs }: Reply, response: ServerResponse, playing: Playing): Promise<void> {
  for (let at = 0; at < body.length; at += splitAt) {
    if (at > 0) await (chunkDelayMs === undefined ? tick() : sleep(chunkDelayMs, undefined, { signal: playing.signal }))
    if (playing.signal.aborted) return
    await write(body.subarray(at, at + splitAt), response, playing)
  }
}

async function writeForEver (piece: (index: number) => string, response: ServerResponse, playing: Playing): Promise<void> {
  for (let index = 0; !playing.signal.aborted; index++) {
    await write(piece(index), response, playing)
    await tick()
  }
}

async function write (piece: string | Buffer, response: ServerResponse, { signal, onAccepted }: Playing): Promise<void> {
  const hasRoom = response.write(piece)
  onAccepted(Buffer.byteLength(piece))
  if (!hasRoom) await once(response, 'drain', { signal })
}
