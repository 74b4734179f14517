import { type Chats, ownerOf, readContent, readPlace, toChatMessage } from '../chats/index.ts'
import { GatewayError } from '../core/errors.ts'
import type { GenerationRecord } from '../core/chats.ts'
import type { Principal } from '../core/ports.ts'
import type { Handlers } from './dispatch.ts'
import type { Followers } from './followers.ts'
import type { Connection } from './io.ts'
import { deltaNews, endNews } from './news.ts'
import type { Rooms } from './rooms.ts'
import type { Teller } from './teller.ts'
import type { Typing } from './typing.ts'

export type HandlersOptions = {
  chats: Chats
  rooms: Rooms
  followers: Followers
  typing: Typing
  teller: Teller
  /** Grows whenever somebody is taken out of a chat. */
  epoch(): number
}

/** What each event does. Chats themselves say who may do what; having joined gives no right to anything but to listen. */
export const createHandlers = ({ chats, rooms, followers, typing, teller, epoch }: HandlersOptions): Handlers => {
  /** The chat as its caller may see it. Who is taken out of it while we ask is asked for again. */
  const enter = async (caller: Principal, chatId: string) => {
    for (;;) {
      const before = epoch()
      const [role, chat] = await Promise.all([chats.roleOf(caller, chatId), chats.get(caller, chatId)])
      if (before === epoch()) return { role, chat }
    }
  }

  /** Tells one client the rest of an answer that has ended since they read it. */
  const tellRest = async (socket: Connection, generation: GenerationRecord, after: number): Promise<void> => {
    for await (const event of chats.read(generation, after, AbortSignal.timeout(restMs))) {
      if (!socket.connected) return
      if (event.type === 'pieces') {
        for (const news of deltaNews(generation, event.pieces, event.position)) teller.one(socket, 'message.delta', news)
        continue
      }
      const news = await endNews(chats, generation, event)
      teller.one(socket, news.type, news)
    }
  }

  return {
    async 'join-chat' ({ socket, caller }, { chatId, lastEventIds = [] }) {
      const places = new Map(lastEventIds.map(id => {
        const place = readPlace(id)
        if (place === undefined) throw new GatewayError('invalid_request', 'lastEventIds: this is no id of an event.', { param: 'lastEventIds' })
        return [place.generationId, place.position]
      }))
      for (const generation of await chats.running(caller, chatId)) {
        followers.follow(generation, async () => ({ question: undefined, answer: toChatMessage(await chats.message(caller, chatId, generation.messageId)) }), false)
      }
      await followers.ready(chatId)
      const { role, chat } = await enter(caller, chatId)
      if (!socket.connected) throw new GatewayError('client_closed', 'The client went away.')
      rooms.enter(socket, chatId)
      const goingOn = followers.admit(socket, chatId, places)
      for (const [id, position] of places) {
        const generation = goingOn.has(id) ? undefined : await chats.generation(caller, chatId, id)
        if (generation !== undefined) await tellRest(socket, generation, position)
      }
      return { ok: true, role, users: rooms.users(chatId), leafId: chat.leafId ?? null }
    },

    async 'leave-chat' ({ socket, caller }, { chatId }) {
      if (!rooms.has(socket, chatId)) throw notJoined()
      rooms.leave(socket, chatId)
      followers.drop(socket, chatId)
      if (!rooms.isPresent(chatId, ownerOf(caller))) typing.stop(chatId, ownerOf(caller))
      return { ok: true }
    },

    async 'chat-message' ({ caller, requestId }, { chatId, content, ...question }) {
      const { isNew, question: asked, answer, generation } = await chats.send(caller, chatId, { ...question, content: readContent(content), requestId })
      typing.stop(chatId, ownerOf(caller))
      return { ok: true, questionId: asked?.id ?? null, answerId: answer.id, id: `${generation.id}.0`, isNew }
    },

    async typing ({ socket, caller }, { chatId, typing: isTyping }) {
      const role = await chats.roleOf(caller, chatId)
      if (role === 'viewer') throw new GatewayError('forbidden', 'You are a viewer of this chat; this takes an editor.')
      if (!rooms.has(socket, chatId)) throw notJoined()
      typing[isTyping ? 'start' : 'stop'](chatId, ownerOf(caller))
      return { ok: true }
    },

    async stop ({ caller }, { chatId }) {
      const stopped = await chats.stop(caller, chatId)
      return { ok: true, messageIds: stopped.map(({ id }) => id) }
    },
  }
}

/** The rest of what has ended is there; it only has to be read. */
const restMs = 30_000

const notJoined = (): GatewayError => new GatewayError('not_found', 'You have not joined a chat with this id.')
