import { setTimeout as sleep } from 'node:timers/promises'
import { append, type Chats, cutAfter, type GenerationEvent } from '../chats/index.ts'
import type { GenerationRecord, LogPiece } from '../core/chats.ts'
import type { ChatMessage } from '../schemas/chat.ts'
import type { Connection } from './io.ts'
import { answerNews, deltaNews, endNews, questionNews } from './news.ts'
import type { Teller } from './teller.ts'

/** The answer as its callers see it, and the question when there is a new one. */
export type Opening = { question: ChatMessage | undefined; answer: ChatMessage }

export type FollowerOptions = {
  chats: Pick<Chats, 'read' | 'place'>
  generation: GenerationRecord
  load(): Promise<Opening>
  /** Whether the chat has yet to be told of it. */
  isNews: boolean
  teller: Teller
  signal: AbortSignal
}

/** Models say a word every few milliseconds; a chat is told what was said in so many. */
const breathMs = 25

/**
 * Reads one generation and tells its chat: each event is made once, whoever listens. Who comes later is told first what
 * the others know already.
 */
export class Follower {
  /** Resolves when it has begun to tell. */
  readonly opened: Promise<void>
  /** Resolves when the end was told or the signal has aborted. Rejects when the generation cannot be read. */
  readonly ended: Promise<void>
  isOpen = false
  /** Whether the chat was told that it begins. */
  isAnnounced = false
  readonly #options: FollowerOptions
  #answer: ChatMessage | undefined
  /** What was told. */
  readonly #pieces: LogPiece[] = []
  #position = 0
  /** Those who had read more than that when they came, and how much. */
  readonly #ahead = new Map<Connection, number>()

  constructor (options: FollowerOptions) {
    this.#options = options
    this.opened = this.#open().catch(() => {}).then(() => { this.isOpen = true })
    this.ended = this.opened.then(() => this.#read())
  }

  /** Somebody who has joined just now and has read up to `after`. Synchronous, so that nothing is told in between. */
  admit (socket: Connection, after: number): void {
    const { teller, generation } = this.#options
    if (after === 0 && this.#answer !== undefined) teller.one(socket, 'message', answerNews(generation, this.#answer))
    if (after > this.#position) {
      this.#ahead.set(socket, after)
      return
    }
    for (const news of deltaNews(generation, cutAfter(this.#pieces, 0, after), this.#position)) teller.one(socket, 'message.delta', news)
  }

  /** Tells the chat that there is a question and its answer begins. */
  announce ({ question, answer }: Opening): void {
    const { teller, generation } = this.#options
    this.isAnnounced = true
    if (question !== undefined) teller.chat(generation.chatId, 'message', questionNews(question))
    teller.chat(generation.chatId, 'message', answerNews(generation, answer))
  }

  drop (socket: Connection): void {
    this.#ahead.delete(socket)
  }

  async #open (): Promise<void> {
    const { load, isNews } = this.#options
    const opening = await load()
    this.#answer = opening.answer
    if (isNews) this.announce(opening)
  }

  async #read (): Promise<void> {
    const { chats, generation, teller, signal } = this.#options
    for await (const event of chats.read(generation, 0, signal)) {
      if (event.type === 'end') {
        const news = await endNews(chats, generation, event)
        teller.chat(generation.chatId, news.type, news)
        return
      }
      this.#say(event)
      await sleep(breathMs)
    }
  }

  #say ({ pieces, position }: Extract<GenerationEvent, { type: 'pieces' }>): void {
    const { teller, generation } = this.#options
    for (const news of deltaNews(generation, pieces, position)) teller.chat(generation.chatId, 'message.delta', news, this.#ahead.keys())
    for (const [socket, after] of this.#ahead) {
      if (after > position) continue
      this.#ahead.delete(socket)
      for (const news of deltaNews(generation, cutAfter(pieces, this.#position, after), position)) teller.one(socket, 'message.delta', news)
    }
    for (const piece of pieces) append(this.#pieces, piece)
    this.#position = position
  }
}
