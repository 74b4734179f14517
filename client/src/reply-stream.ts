import { AnswerStream, readData, type StreamFormat, type StreamOptions } from './answer-stream.ts'
import { createReplyCollector, type FinalReply } from './collect-reply.ts'
import type { MessageEvent } from './schemas.ts'

/** A reply of the simple chat as it comes: typed events, text, and the whole at the end. */
export class ReplyStream extends AnswerStream<MessageEvent, FinalReply> {
  constructor (options: StreamOptions) {
    super(options, createFormat())
  }
}

const createFormat = (): StreamFormat<MessageEvent, FinalReply> => ({
  ...createReplyCollector(),
  isLast: ({ event }) => event === 'message.completed',
  // the event's shape is the server's promise; one that has failed is thrown
  read: (event, response) => [readData(event, response) as MessageEvent],
  textOf: event => event.type === 'message.delta' ? event.text ?? '' : '',
})
