import type { ServerEvents } from '../schemas/realtime-events.ts'
import { type Connection, type Io, roomOf, roomOfOwner } from './io.ts'

export type Teller = ReturnType<typeof createTeller>

/** The emitters' own types cannot see that a name and a payload belong together when both are variables. */
type Emitter = { emit(name: string, payload: object): unknown }

/** Says things to chats and to single connections. */
export const createTeller = (io: Io) => ({
  /** To everybody in a chat but those. */
  chat<Name extends keyof ServerEvents> (chatId: string, name: Name, payload: ServerEvents[Name], except: Iterable<Connection> = []): void {
    (io.to(roomOf(chatId)).except([...except].map(({ id }) => id)) as Emitter).emit(name, payload)
  },
  /** To everybody in a chat but one person, on whatever device. */
  others<Name extends keyof ServerEvents> (chatId: string, ownerId: string, name: Name, payload: ServerEvents[Name]): void {
    (io.to(roomOf(chatId)).except(roomOfOwner(ownerId)) as Emitter).emit(name, payload)
  },
  one<Name extends keyof ServerEvents> (socket: Connection, name: Name, payload: ServerEvents[Name]): void {
    (socket as Emitter).emit(name, payload)
  },
})
