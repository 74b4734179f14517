import type { GenerationRecord, LogPiece } from '../core/chats.ts'
import { errorKinds, type ErrorKind } from '../core/errors.ts'
import type { AnswerCompleted, AnswerCreated, AnswerFailed } from '../schemas/answer-events.ts'
import type { MessageDelta } from '../schemas/chat-events.ts'
import type { ChatMessage } from '../schemas/chat.ts'
import type { GenerationEvent } from './generation-reader.ts'
import { sizeOf } from './pieces.ts'
import { split } from './split.ts'
import { finishReasons } from './view.ts'

/** An event as readers get it. `id` is where they go on after a loss: `<generation>.<position>`. */
export type Told<T> = { id: string; data: T }

type Generation = Pick<GenerationRecord, 'id' | 'messageId'>

/** Where a reader stands; undefined for what is no id of an event. */
export function readPlace (id: string): { generationId: string; position: number } | undefined {
  const [, generationId, position] = /^(gen_\w{1,100})\.(\d{1,10})$/.exec(id) ?? []
  return generationId === undefined ? undefined : { generationId, position: Number(position) }
}

/** The answer begins. `question` is null for another answer to one that is there. */
export const tellCreated = ({ id, messageId }: Generation, { question, answer }: { question: ChatMessage | null; answer: ChatMessage }): Told<AnswerCreated> =>
  ({ id: `${id}.0`, data: { type: 'message.created', messageId, model: answer.model, provider: answer.provider, question, answer } })

/** What was said, piece by piece. `position` is where the last one ends. */
export function * tellPieces ({ id, messageId }: Generation, { pieces, position }: { pieces: readonly LogPiece[]; position: number }): Iterable<Told<MessageDelta>> {
  let at = position - pieces.reduce((sum, piece) => sum + sizeOf(piece), 0)
  for (const piece of split(pieces)) {
    at += sizeOf(piece)
    const said = sayPiece(piece)
    if (said !== undefined) yield { id: `${id}.${at}`, data: { type: 'message.delta', messageId, ...said } }
  }
}

const sayPiece = (piece: LogPiece): Omit<MessageDelta, 'type' | 'messageId'> | undefined => {
  switch (piece.type) {
    case 'text': case 'refusal': return { text: piece.text }
    case 'reasoning': return piece.text === '' ? undefined : { reasoning: piece.text }
    case 'call': return { toolCall: { id: piece.id, name: piece.name } }
    case 'arguments': return { toolCall: { id: piece.id, arguments: piece.text } }
    case 'extra': return undefined
  }
}

/** How it ended. `view` is its message as its callers see it; null when it is not there any more. */
export function tellEnd ({ id, messageId }: Generation, { message, position }: Extract<GenerationEvent, { type: 'end' }>, view: ChatMessage | null, requestId: string): Told<AnswerCompleted | AnswerFailed> {
  const told = { messageId, position, message: view }
  const error = message?.facts.error
  if (error !== undefined) {
    const { type } = errorKinds[error.code as ErrorKind] ?? errorKinds.internal // `interrupted` is no kind of its own
    return { id: `${id}.${position}`, data: { type: 'message.failed', ...told, error: { message: error.message, type, code: error.code as ErrorKind | 'interrupted', param: null, requestId } } } // what was saved is one of these
  }
  const { finishReason = 'stop' } = message?.facts ?? {}
  return { id: `${id}.${position}`, data: { type: 'message.completed', ...told, finishReason: finishReasons[finishReason], usage: view?.usage ?? null } }
}
