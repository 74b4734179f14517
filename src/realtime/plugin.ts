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
import { createRooms } from './rooms.ts'
import { createTeller } from './teller.ts'
import { createTyping } from './typing.ts'

/** Socket.IO on the server's own port: chats tell everybody who has joined them. */
export default fp(async function realtime (app) {
  const { accounts, chats, config, limits, metrics } = app.services
  const log = app.log as Log
  const io = createIo(app.server, { allowedOrigins: config.allowedOrigins, isClosing: () => app.isDraining })
  const teller = createTeller(io)
  const recovery = guardRecovery(io)
  const followers = createFollowers({ chats, teller, log })
  const rooms = createRooms({ teller, onEmpty: followers.forget })
  const typing = createTyping(teller)
  const admission = createAdmission({ identify: app.identify, accounts, teller, clock: Date.now, log })
  let epoch = 0
  const dispatch = createDispatch({ admission, limits, handlers: createHandlers({ chats, rooms, followers, typing, teller, epoch: () => epoch }), log })

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

  const onNews = (news: ChatNews): void => {
    const { chatId } = news
    switch (news.type) {
      case 'asked': {
        const { question, answer, generation } = news
        if (!rooms.isWatched(chatId)) return
        followers.follow(generation, async () => {
          const placed = (await chats.place(chatId, question === undefined ? [answer] : [question, answer])).map(toChatMessage)
          return { question: question && placed[0], answer: placed.at(-1)! }
        }, true)
        return
      }
      case 'member':
        if (news.role === undefined) expel(chatId, 'removed', ownerId => ownerId === news.userId)
        return
      case 'removed':
        expel(chatId, 'deleted', () => true)
        rooms.remove(chatId)
    }
  }

  const unlisten = [
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
    typing.close()
    await io.close()
  })
}, { name: 'realtime', dependencies: ['services', 'auth', 'drain'] })
