import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type { ServerEvents } from '../schemas/realtime-events.ts'
import type { ClientAnswers, ClientEvents, Refused } from '../schemas/realtime.ts'

type Heard = { [Name in keyof ClientEvents]: (payload: ClientEvents[Name], answer: (answer: ClientAnswers[Name] | Refused) => void) => void }
type Said = { [Name in keyof ServerEvents]: (payload: ServerEvents[Name]) => void }

/** Who is at the other end: ids, never rights, which are asked for on every event. `ownerId`: whose chats they have. */
export type Ids = { ownerId: string; callerId: string; userId: string | undefined; sessionId: string | undefined }

export type Io = Server<Heard, Said, Record<string, never>, Ids>
export type Connection = Socket<Heard, Said, Record<string, never>, Ids>

/** How long somebody whose connection broke may come back to it, rooms and missed events included. */
export const recoveryMs = 30_000

/** What an event from a client may measure, in bytes; what is larger goes over HTTP. */
const largestEvent = 1_000_000
/** How long somebody may be connected without saying who they are. */
const anonymousMs = 10_000

/** Socket.IO on a server that others use too. Refuses everybody while `isClosing`. */
export const createIo = (server: HttpServer, { allowedOrigins, isClosing }: { allowedOrigins: readonly string[]; isClosing(): boolean }): Io => new Server(server, {
  path: '/socket.io',
  serveClient: false,
  ...allowedOrigins.length > 0 && { cors: { origin: [...allowedOrigins], credentials: true } },
  maxHttpBufferSize: largestEvent,
  connectTimeout: anonymousMs,
  connectionStateRecovery: { maxDisconnectionDuration: recoveryMs },
  allowRequest: (_request, decide) => isClosing() ? decide('The server is shutting down.', false) : decide(null, true),
})

const prefix = 'chat:'

/** The room of everybody who has joined a chat. */
export const roomOf = (chatId: string): string => prefix + chatId

/** The room of all connections of one person. */
export const roomOfOwner = (ownerId: string): string => `owner:${ownerId}`

/** The chats that a connection has joined. */
export const joined = ({ rooms }: Connection): string[] => [...rooms].filter(room => room.startsWith(prefix)).map(room => room.slice(prefix.length))
