import fp from 'fastify-plugin'
import { isAbout } from '../accounts/index.ts'
import { type ChatNews, toChatMessage } from '../chats/index.ts'
import type { Log } from '../core/ports.ts'
import { requestIdOf } from '../lib/request-id.ts'
import { createAdmission } from './admission.ts'
import { guardBacklog } from './backlog.ts'
import { createDispatch } from './dispatch.ts'
import { createFollowers } from './followers.ts'
import { createHandlers } from './handlers.ts'
import { createIo, joined, roomOf, roomOfOwner } from './io.ts'
import { guardRecovery } from './recovery.ts'
import { refuse } from './refusal.ts'
import { createElsewhere } from './elsewhere.ts'
import { joinNeighbours } from './neighbours.ts'
import { createRooms, type Rooms } from './rooms.ts'
import { createTeller } from './teller.ts'
import { createTyping } from './typing.ts'

/** Clocks of several machines differ by less. */
const skewMs = 5000
/** So many chats are looked up at once. */
const batch = 500

/** Socket.IO on the server's own port: chats tell everybody who has joined them. */
export default fp(async function realtime (app) {
  const { accounts, bells, chats, config, limits, load, metrics, neighbours } = app.services
  const log = app.log as Log
  const io = createIo(app.server, { allowedOrigins: config.allowedOrigins, isClosing: () => app.isDraining })
  const leaveNeighbours = neighbours && await joinNeighbours(io, neighbours)
  const teller = createTeller(io)
  const recovery = guardRecovery(io)
  const followers = createFollowers({ chats, teller, log })
  const elsewhere = createElsewhere({ bells, here: () => rooms.here(), onChange: chatId => rooms.refresh(chatId) })
  const rooms: Rooms = createRooms({ teller, onEmpty: followers.forget, elsewhere })
  const typing = createTyping(teller, bells)
  const admission = createAdmission({ identify: app.identify, accounts, teller, clock: Date.now, log })
  let epoch = 0
  const dispatch = createDispatch({ admission, limits, load, handlers: createHandlers({ chats, rooms, followers, typing, teller, epoch: () => epoch }), log })

  metrics.gauge({ name: 'parlance_sockets', help: 'Connected sockets.', read: () => io.engine.clientsCount })

  io.use((socket, next) => {
    admission.admit(socket).then(() => next(), (thrown: unknown) => {
      const refused = refuse(thrown, { requestId: requestIdOf(undefined), log })
      next(Object.assign(new Error(refused.error.message), { data: refused }))
    })
  })
  io.on('connection', socket => {
    guardBacklog(socket)
    void socket.join(roomOfOwner(socket.data.ownerId))
    for (const chatId of joined(socket)) rooms.enter(socket, chatId) // of one who has come back
    socket.on('disconnecting', () => {
      const { data: { ownerId } } = socket
      admission.unwatch(socket)
      rooms.vanish(socket)
      for (const chatId of joined(socket)) {
        followers.drop(socket, chatId)
        if (!rooms.isPresent(chatId, ownerId)) typing.stop(chatId, ownerId)
      }
    })
    dispatch(socket)
    admission.watch(socket)
  })

  /** Those of whom this is true listen no more. */
  const expel = (chatId: string, reason: 'removed' | 'deleted', isOut: (ownerId: string) => boolean): void => {
    epoch++
    recovery.forget((ids, joined) => isOut(ids.ownerId) && joined.includes(roomOf(chatId)))
    for (const socket of rooms.sockets(chatId)) {
      if (!isOut(socket.data.ownerId)) continue
      typing.stop(chatId, socket.data.ownerId)
      rooms.leave(socket, chatId)
      followers.drop(socket, chatId)
      teller.one(socket, 'left', { chatId, reason })
    }
  }

  const follow = ({ generation, question, answer }: Pick<Extract<ChatNews, { type: 'asked' }>, 'generation' | 'question' | 'answer'>): void => {
    const { chatId } = generation
    followers.follow(generation, async () => {
      const placed = (await chats.place(chatId, question === undefined ? [answer] : [question, answer])).map(toChatMessage)
      return { question: question && placed[0], answer: placed.at(-1)! }
    }, true)
  }

  /** What happened in chats may not have been heard: what was asked, and who was taken out. */
  let missedSince = Date.now()
  let catchingUp: Promise<void> | undefined
  const catchUp = async (): Promise<void> => {
    const now = Date.now()
    const watched = rooms.watched()
    for (let from = 0; from < watched.length; from += batch) {
      for (const asked of await chats.recent(watched.slice(from, from + batch), missedSince - skewMs)) if (rooms.isWatched(asked.generation.chatId)) follow(asked)
    }
    for (const chatId of watched) {
      for (const ownerId of new Set(rooms.sockets(chatId).map(({ data }) => data.ownerId))) {
        if (!await chats.isMember(chatId, ownerId)) expel(chatId, 'removed', id => id === ownerId)
      }
    }
    missedSince = now
  }
  const onGap = (): void => {
    // without doorbells nobody is promised to hear of others
    if (bells.check() === undefined) return
    recovery.forget(() => true)
    catchingUp ??= catchUp().catch((error: unknown) => log.warn({ err: error }, 'what happened in chats could not be looked up')).finally(() => { catchingUp = undefined })
  }

  const onNews = (news: ChatNews): void => {
    const { chatId } = news
    switch (news.type) {
      case 'asked':
        if (rooms.isWatched(chatId)) follow(news)
        return
      case 'asked-elsewhere':
        if (!rooms.isWatched(chatId)) return
        chats.recall(chatId, news.generationId, news.questionId).then(asked => {
          if (asked !== undefined && rooms.isWatched(chatId)) follow(asked)
        }).catch((error: unknown) => log.error({ err: error }, 'a question that was asked elsewhere could not be told to its chat'))
        return
      case 'member':
        if (news.role === undefined) expel(chatId, 'removed', ownerId => ownerId === news.userId)
        return
      case 'message-removed':
        if (rooms.isWatched(chatId)) teller.chat(chatId, 'message.deleted', { chatId, messageId: news.messageId, leafId: news.leafId ?? null })
        return
      case 'removed':
        expel(chatId, 'deleted', () => true)
        rooms.remove(chatId)
    }
  }

  const unlisten = [
    bells.onGap(onGap),
    chats.feed.listen(onNews),
    accounts.changes.listen(change => {
      recovery.forget(ids => isAbout(change, ids))
      admission.onChange(change)
    }),
  ]

  // `localhost` may have two addresses, and Fastify a server for each, of which Socket.IO knows the first
  app.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: '/socket.io/',
    config: { auth: 'public' },
    schema: { hide: true },
    onRequest: async ({ raw }, reply) => {
      reply.hijack()
      io.engine.handleRequest(raw as never, reply.raw) // it adds what its type says
    },
    handler: async () => {},
  })

  // clients are cut off, not sent away: they come back by themselves, to the process that takes over
  app.addHook('preClose', async () => { io.engine.close() })
  app.addHook('onClose', async () => {
    for (const stop of unlisten) stop()
    rooms.close()
    followers.close()
    elsewhere.close()
    leaveNeighbours?.()
    typing.close()
    await io.close()
  })
}, { name: 'realtime', dependencies: ['services', 'auth', 'drain'] })
