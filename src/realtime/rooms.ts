import { type Connection, joined, recoveryMs, roomOf } from './io.ts'
import type { Elsewhere } from './elsewhere.ts'
import type { Teller } from './teller.ts'

type Room = {
  sockets: Set<Connection>
  /** Set while nobody is there but somebody may come back. */
  lingering: NodeJS.Timeout | undefined
  /** Set while a change of who is there waits to be told. */
  telling: NodeJS.Timeout | undefined
  told: string
}

/** So many comings and goings as happen in this time are told at once. */
const presenceMs = 100
/** Nobody needs to be shown more. */
const mostUsers = 1000

export type Rooms = ReturnType<typeof createRooms>

export type RoomsOptions = {
  teller: Teller
  onEmpty(chatId: string): void
  /** Who listens on other instances. */
  elsewhere: Pick<Elsewhere, 'users' | 'ring'>
  lingerMs?: number
}

/** Who listens to which chat, and who is told so. */
export const createRooms = ({ teller, onEmpty, elsewhere, lingerMs = recoveryMs + 1000 }: RoomsOptions) => {
  const rooms = new Map<string, Room>()

  const usersHere = (chatId: string): string[] => [...new Set([...rooms.get(chatId)?.sockets ?? []].map(({ data }) => data.ownerId))].slice(0, mostUsers)

  const usersOf = (chatId: string): string[] => [...new Set([...usersHere(chatId), ...elsewhere.users(chatId)])].slice(0, mostUsers)

  const close = (chatId: string, room: Room): void => {
    clearTimeout(room.lingering)
    clearTimeout(room.telling)
    rooms.delete(chatId)
    onEmpty(chatId)
  }

  const tellUsers = (chatId: string, room: Room): void => {
    room.telling ??= setTimeout(() => {
      room.telling = undefined
      const users = usersOf(chatId)
      if (room.sockets.size === 0 || room.told === users.join()) return
      room.told = users.join()
      teller.chat(chatId, 'presence', { chatId, users })
    }, presenceMs).unref()
  }

  const take = (socket: Connection, chatId: string): void => {
    const room = rooms.get(chatId)
    if (room === undefined || !room.sockets.delete(socket)) return
    tellUsers(chatId, room)
    elsewhere.ring(chatId, usersHere(chatId))
    if (room.sockets.size === 0) room.lingering = setTimeout(close, lingerMs, chatId, room).unref()
  }

  return {
    /** Chats that somebody listens to, or may come back to. */
    watched: (): string[] => [...rooms.keys()],

    /** Whether somebody listens, or may come back and ask what was said meanwhile. */
    isWatched: (chatId: string): boolean => rooms.has(chatId),

    has: (socket: Connection, chatId: string): boolean => rooms.get(chatId)?.sockets.has(socket) === true,

    users: usersOf,

    /** All of this instance, by chat. */
    here: (): [string, string[]][] => [...rooms.keys()].map(chatId => [chatId, usersHere(chatId)]),

    /** Who listens elsewhere has changed. */
    refresh (chatId: string): void {
      const room = rooms.get(chatId)
      if (room !== undefined) tellUsers(chatId, room)
    },

    /** Whether a person is there on any device. */
    isPresent: (chatId: string, ownerId: string): boolean => [...rooms.get(chatId)?.sockets ?? []].some(({ data }) => data.ownerId === ownerId) || elsewhere.users(chatId).includes(ownerId),

    sockets: (chatId: string): Connection[] => [...rooms.get(chatId)?.sockets ?? []],

    enter (socket: Connection, chatId: string): void {
      let room = rooms.get(chatId)
      if (room === undefined) rooms.set(chatId, room = { sockets: new Set(), lingering: undefined, telling: undefined, told: '' })
      clearTimeout(room.lingering)
      room.lingering = undefined
      room.sockets.add(socket)
      void socket.join(roomOf(chatId))
      tellUsers(chatId, room)
      elsewhere.ring(chatId, usersHere(chatId))
    },

    leave (socket: Connection, chatId: string): void {
      void socket.leave(roomOf(chatId))
      take(socket, chatId)
    },

    /** Its connection is gone. It stays in its rooms of Socket.IO, to which it may come back. */
    vanish (socket: Connection): void {
      for (const chatId of joined(socket)) take(socket, chatId)
    },

    /** The chat is gone. */
    remove (chatId: string): void {
      const room = rooms.get(chatId)
      if (room !== undefined) close(chatId, room)
    },

    close (): void {
      for (const [chatId, room] of [...rooms]) close(chatId, room)
    },
  }
}
