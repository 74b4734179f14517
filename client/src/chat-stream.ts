import { AnswerStream, readData, type StreamFormat, type StreamOptions } from './answer-stream.ts'
import { createCollector, type FinalChat } from './collect-chat.ts'
import type { ChatCompletionChunk } from './schemas.ts'

/** A chat completion as it comes: chunks, text, and the whole at the end. */
export class ChatStream extends AnswerStream<ChatCompletionChunk, FinalChat> {
  constructor (options: StreamOptions) {
    super(options, createFormat())
  }
}

/** What OpenAI's streams end with. */
const endMark = '[DONE]'

const createFormat = (): StreamFormat<ChatCompletionChunk, FinalChat> => ({
  ...createCollector(),
  isLast: ({ data }) => data === endMark,
  // the chunk's shape is the server's promise
  read: (event, response) => event.data === endMark ? [] : [readData(event, response) as ChatCompletionChunk],
  textOf: ({ choices }) => choices.map(({ index, delta }) => index === 0 ? delta.content ?? '' : '').join(''),
})
