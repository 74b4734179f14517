import { readBaseUrl } from '../base-url.ts'
import { readRefusal } from '../errors.ts'
import type { ApiKeySource } from '../http.ts'
import { Realtime } from '../realtime.ts'
import { importIo, type Io, openSocket } from '../socket.ts'

export type RealtimeOptions = {
  /** Instead of the client's key: an API key or an access token, or what returns one, asked before each connection. */
  token?: ApiKeySource | undefined
  /** How long connecting, and each answer, may take, in milliseconds. Absent: 30 seconds. */
  timeoutMs?: number | undefined
  /** `io` of socket.io-client, when it is not to be imported here. */
  io?: Io | undefined
  /** More for Socket.IO's client, such as `transports`. */
  socket?: Record<string, unknown> | undefined
  /** Ends the connection. */
  signal?: AbortSignal | undefined
}

/** Opens a connection on which the server tells what happens in chats. Needs the package socket.io-client. Throws ParlanceError when refused. */
export const createRealtimeMethod = (baseUrl: string, apiKey: ApiKeySource | undefined) =>
  async ({ token = apiKey, timeoutMs = 30_000, io, socket: more = {}, signal }: RealtimeOptions = {}): Promise<Realtime> => {
    signal?.throwIfAborted()
    const socket = openSocket(io ?? await importIo(), readBaseUrl(baseUrl), { ...more, token: async () => typeof token === 'function' ? token() : token })
    const realtime = new Realtime(socket, { timeoutMs })
    await new Promise<void>((resolve, reject) => {
      let lost: Error | undefined
      const fail = (error: unknown) => {
        clearTimeout(timer)
        socket.disconnect()
        reject(error)
      }
      const timer = setTimeout(() => fail(readRefusal(undefined, lost)), timeoutMs)
      signal?.addEventListener('abort', () => fail(signal.reason), { once: true })
      socket.on('connect', () => {
        clearTimeout(timer)
        resolve()
      })
      socket.on('connect_error', (error: Error & { data?: unknown }) => {
        lost = error
        // what is not active does not try again: the server has refused
        if (!socket.active) fail(readRefusal(error.data, error))
      })
      socket.connect()
    })
    return realtime
  }
