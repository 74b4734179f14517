import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Asked, type Chats, type Question, toChatMessage } from '../chats/index.ts'
import { GatewayError } from '../core/errors.ts'
import type { RegenerateMessage, SentMessage } from '../schemas/chat.ts'
import { followGeneration, lastEvent } from './chat-stream.ts'

/** What every question says of how it wants to be answered. */
export function readAnswering (request: FastifyRequest, { model, temperature, maxTokens, whenTooLong, clientRequestId }: RegenerateMessage): Omit<Question, 'content' | 'parentId'> {
  const header = request.headers['idempotency-key']
  if (typeof header === 'string' && header.length > 200) throw new GatewayError('invalid_request', 'The header Idempotency-Key is longer than 200 characters.', { param: 'Idempotency-Key' })
  return { model, temperature, maxTokens, whenTooLong, clientRequestId: clientRequestId ?? (typeof header === 'string' && header !== '' ? header : undefined), requestId: request.id }
}

/** Answers with events as they come, or with the whole answer when it is there. Whether anybody waits is nothing to the answer. */
export async function answerQuestion (request: FastifyRequest, reply: FastifyReply, { chats, asked, isStream }: { chats: Chats; asked: Asked; isStream: boolean }): Promise<FastifyReply> {
  const { question, answer, generation } = asked
  const placed = await chats.place(answer.chatId, question === undefined ? [answer] : [question, answer])
  const views = placed.map(toChatMessage)
  const created = { question: question === undefined ? null : views[0]!, answer: views.at(-1)! }
  if (isStream || request.headers.accept?.includes('text/event-stream') === true) {
    await followGeneration(request, reply, { chats, generation, created, after: lastEvent(request)?.position ?? 0 })
    return reply
  }
  const gone = new AbortController()
  reply.raw.on('close', () => gone.abort())
  for await (const event of chats.read(generation, Number.MAX_SAFE_INTEGER, gone.signal)) {
    if (event.type !== 'end' || event.message === undefined) continue
    const [whole] = await chats.place(answer.chatId, [event.message])
    return reply.send({ ...created, answer: toChatMessage(whole!) } satisfies SentMessage)
  }
  if (gone.signal.aborted) throw new GatewayError('client_closed', 'The client went away.')
  throw new GatewayError('not_found', 'The chat was deleted while this was being answered.')
}
