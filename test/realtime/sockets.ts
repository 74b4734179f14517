import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import type { Test } from 'tap'
import type { TestApp } from '../helpers/app.ts'

/** An event as it came. */
export type Heard = { name: string; payload: any }

/** A connection of Socket.IO's own client, and all that it has heard. */
export type Line = {
  socket: Socket
  heard: Heard[]
  /** Says something and waits for the answer. */
  say(name: string, payload?: unknown): Promise<any>
  /** The first event that fits, also one that has come already. Heard are those after `from`. */
  until(name: string, fits?: (payload: any) => boolean, from?: number): Promise<any>
  of(name: string): any[]
  /** What a message says, as it was told piece by piece. */
  text(messageId?: string): string
}

/** For machines that have other things to do, too. */
const patience = 30_000

type Options = Partial<ManagerOptions & SocketOptions>

const lineOf = (socket: Socket): Line => {
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  socket.onAny((name: string, payload: any) => {
    heard.push({ name, payload })
    for (const look of [...waiting]) look()
  })
  const of = (name: string): any[] => heard.filter(event => event.name === name).map(({ payload }) => payload)
  return {
    socket,
    heard,
    say: (name, ...payload) => new Promise(resolve => { socket.emit(name, ...payload, resolve) }),
    until: (name, fits = () => true, from = 0) => new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} was not heard, but ${heard.slice(-10).map(event => event.name).join()}`)), patience).unref()
      const look = () => {
        const found = heard.slice(from).find(event => event.name === name && fits(event.payload))
        if (found === undefined) return
        clearTimeout(timer)
        waiting.delete(look)
        resolve(found.payload)
      }
      waiting.add(look)
      look()
    }),
    of,
    text: messageId => of('message.delta').filter(delta => messageId === undefined || delta.messageId === messageId).map(({ text = '' }) => text).join(''),
  }
}

/** Dials without waiting. */
export function dial (t: Test, { url }: Pick<TestApp, 'url'>, token: unknown, options: Options = {}): Line {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnectionDelay: 10, reconnectionDelayMax: 50, ...options, auth: options.auth ?? { token } })
  t.teardown(() => { socket.disconnect() })
  return lineOf(socket)
}

/** Connects; rejects with what the server says. */
export async function connect (t: Test, server: Pick<TestApp, 'url'>, token: unknown, options: Options = {}): Promise<Line> {
  const line = dial(t, server, token, options)
  const refused = next(line, 'connect_error').then(error => { throw error })
  refused.catch(() => {})
  await Promise.race([next(line, 'connect'), refused])
  return line
}

/** What Socket.IO's client says next of its connection: `connect`, `connect_error` or `disconnect`. */
export const next = ({ socket }: Line, event: 'connect' | 'connect_error' | 'disconnect'): Promise<any> => new Promise((resolve, reject) => {
  const timer = setTimeout(() => reject(new Error(`there was no ${event}`)), patience).unref()
  socket.once(event, (said?: unknown) => {
    clearTimeout(timer)
    resolve(said)
  })
})

/** Waits until a connection that was cut is there again. */
export const back = async (line: Line): Promise<void> => line.socket.connected ? undefined : next(line, 'connect')

/** Cuts the connection as a network does: without a word. */
export async function cut (line: Line): Promise<void> {
  const closed = next(line, 'disconnect')
  const { ws } = line.socket.io.engine.transport as any // it has no type for what it stands on
  ws._socket.destroy()
  await closed
}
