import { type Chats, type GenerationEvent, type PlacedMessage, tellEnd, tellPieces, toChatMessage } from '../chats/index.ts'
import type { GenerationRecord, LogPiece } from '../core/chats.ts'
import { requestIdOf } from '../lib/request-id.ts'
import type { ChatMessage } from '../schemas/chat.ts'
import type { CompletedNews, DeltaNews, FailedNews, MessageNews } from '../schemas/realtime-events.ts'

/** What one payload may measure, in bytes: 64 KiB less its envelope. Larger ones have broken whole clusters elsewhere. */
const largest = 64 * 1024 - 256

/** The payload, or one that only names its message when that is too large. */
const fit = <P extends { message: ChatMessage | null }>(payload: P): P =>
  Buffer.byteLength(JSON.stringify(payload)) <= largest ? payload : { ...payload, message: null, truncated: true }

export const questionNews = (message: ChatMessage): MessageNews => fit({ chatId: message.chatId, messageId: message.id, message })

/** An answer that begins: what it says is told piece by piece. */
export const answerNews = ({ id, chatId, messageId }: GenerationRecord, answer: ChatMessage): MessageNews =>
  fit({ chatId, messageId, id: `${id}.0`, message: { ...answer, content: [], text: '', status: 'streaming' } })

/** What was said up to `position`. */
export function * deltaNews (generation: GenerationRecord, pieces: readonly LogPiece[], position: number): Iterable<DeltaNews> {
  for (const { id, data } of tellPieces(generation, { pieces, position })) yield { id, chatId: generation.chatId, ...data }
}

/** How it ended, with the whole message. */
export async function endNews (chats: Pick<Chats, 'place'>, generation: GenerationRecord, event: Extract<GenerationEvent, { type: 'end' }>): Promise<CompletedNews | FailedNews> {
  const { message } = event
  const [placed]: PlacedMessage[] = message === undefined ? [] : await chats.place(message.chatId, [message])
  const { id, data } = tellEnd(generation, event, placed === undefined ? null : toChatMessage(placed), requestIdOf(undefined))
  return fit({ id, chatId: generation.chatId, ...data })
}
