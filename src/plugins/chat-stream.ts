import type { FastifyReply, FastifyRequest } from 'fastify'
import { isAbout } from '../accounts/index.ts'
import type { GenerationRecord } from '../core/chats.ts'
import { asGatewayError } from '../core/errors.ts'
import { type Chats, ownerOf, readPlace, tellCreated, tellEnd, tellPieces, type Told, toChatMessage } from '../chats/index.ts'
import type { AnswerEvent } from '../schemas/answer-events.ts'
import type { ChatMessage } from '../schemas/chat.ts'
import { readCredential } from './auth.ts'
import { sendEvents, type ServerEvent } from './event-stream.ts'

export type Following = { chats: Chats; generation: GenerationRecord; created?: { question: ChatMessage | null; answer: ChatMessage }; after?: number }

/** Tells a generation as typed events, from a position on, to its end. */
export function followGeneration (request: FastifyRequest, reply: FastifyReply, { chats, generation, created, after = 0 }: Following): Promise<void> {
  async function * events (signal: AbortSignal): AsyncGenerator<ServerEvent> {
    if (created !== undefined) yield toEvent(tellCreated(generation, created))
    for await (const event of chats.read(generation, after, signal)) {
      if (event.type === 'pieces') {
        for (const told of tellPieces(generation, event)) yield toEvent(told)
        continue
      }
      const { message } = event
      const [placed] = message === undefined ? [] : await chats.place(message.chatId, [message])
      yield toEvent(tellEnd(generation, event, placed === undefined ? null : toChatMessage(placed), request.id))
    }
  }
  return sendEvents(request, reply, signal => whileMember(request, { chats, chatId: generation.chatId, signal }, events))
}

/** Whoever is removed from a chat, or is nobody any more, hears no more of it. */
async function * whileMember (request: FastifyRequest, { chats, chatId, signal }: { chats: Chats; chatId: string; signal: AbortSignal }, open: (signal: AbortSignal) => AsyncIterable<ServerEvent>): AsyncGenerator<ServerEvent> {
  const removed = new AbortController()
  const { server, caller } = request
  const { changes } = server.services.accounts
  const checkMember = (ownerId: string): void => {
    chats.isMember(chatId, ownerId).then(isMember => { if (!isMember) removed.abort() }, () => {}) // a database that is down says nothing about anybody
  }
  const stopWatching = changes.listen(change => {
    if ('isUnknown' in change && caller !== null) checkMember(ownerOf(caller))
    if (caller === null || !isAbout(change, { ...caller, callerId: caller.id })) return
    server.identify(readCredential(request), 'chats').catch((thrown: unknown) => {
      // a database that is down says nothing about anybody
      if (asGatewayError(thrown).kind !== 'unavailable') removed.abort()
    })
  })
  const stopListening = chats.feed.listen(news => {
    if (news.type === 'member' && news.role === undefined && news.chatId === chatId && news.userId === caller?.userId) removed.abort()
  })
  try {
    yield * open(AbortSignal.any([signal, removed.signal]))
  } finally {
    stopWatching()
    stopListening()
  }
}

const toEvent = ({ id, data }: Told<AnswerEvent>): ServerEvent => ({ id, event: data.type, data })

/** The place that `Last-Event-ID` names, as browsers and our client send it. */
export const lastEvent = ({ headers }: FastifyRequest): ReturnType<typeof readPlace> => readPlace(String(headers['last-event-id']))
