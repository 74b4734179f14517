import { AnswerStream, parseData, type StreamFormat, type StreamOptions } from './answer-stream.ts'
import { createMessageCollector, type MessageSnapshot, type MessageStreamEvent } from './collect-message.ts'
import type { AnswerEvent, ChatMessage } from './schemas.ts'

/** An answer as it was saved, and the question that it answers. */
export type FinalMessage = MessageSnapshot & { answer: ChatMessage }

type MessageCollector = ReturnType<typeof createMessageCollector>

/**
 * An answer in a chat as it comes. The answer belongs to the server and goes on when this stream is left; the stream goes
 * on by itself when its connection breaks. A failed answer is an event like others, and thrown from `text()` and `final()`.
 */
export class MessageStream extends AnswerStream<MessageStreamEvent, MessageSnapshot> {
  readonly #collector: MessageCollector

  constructor ({ lastEventId, ...options }: StreamOptions & { lastEventId?: string | undefined }) {
    const collector = createMessageCollector(lastEventId)
    super(options, createFormat(collector))
    this.#collector = collector
  }

  /** Where somebody else may go on: `chats.resume(chatId, { lastEventId })`. Undefined before the first event. */
  get lastEventId (): string | undefined {
    return this.#collector.lastEventId()
  }

  override async final (): Promise<FinalMessage> {
    return await super.final() as FinalMessage // an end without an answer is a failure
  }
}

const createFormat = (collector: MessageCollector): StreamFormat<MessageStreamEvent, MessageSnapshot> => ({
  isLast: ({ event }) => event === 'message.completed' || event === 'message.failed',
  // the event's shape is the server's promise
  read: (event, response) => collector.read(parseData(event, response) as AnswerEvent, event.id),
  textOf: event => event.type === 'message.delta' ? event.text ?? '' : '',
  add: collector.add,
  failure: collector.failure,
  result: collector.result,
})
