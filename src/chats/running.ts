import type { AnswerFacts, GenerationRecord, GenerationStatus, LogEntry, LogPiece, MessageRecord } from '../core/chats.ts'
import { append, cutAfter, sizeOf } from './pieces.ts'

/** How a generation ended. */
export type Ending = { status: Exclude<GenerationStatus, 'running'>; facts: AnswerFacts }

/** A generation while this process runs it. What it says is kept until its end, so that readers may come and go. */
export class RunningGeneration {
  readonly record: GenerationRecord
  readonly messageId: string
  readonly pieces: LogPiece[] = []
  /** How much was said. */
  position = 0
  /** How much of that is in the log, and in the message itself. */
  flushed = 0
  materialized = 0
  materializedAt: number
  /** Set once its end is saved. */
  ending: Ending | undefined
  /** Ends the upstream call; set when it began. */
  abort: () => void = () => {}
  /** The same, because the server is going. */
  interrupt: () => void = () => {}
  #waiters: (() => void)[] = []

  constructor (record: GenerationRecord, startedAt: number) {
    this.record = record
    this.messageId = record.messageId
    this.materializedAt = startedAt
  }

  add (piece: LogPiece): void {
    append(this.pieces, piece)
    this.position += sizeOf(piece)
    this.#wake()
  }

  finish (ending: Ending): void {
    this.ending = ending
    this.#wake()
  }

  /** What was said after a position: copies, because the last piece goes on growing. */
  after (position: number): LogPiece[] {
    return cutAfter(this.pieces, 0, position).map(piece => ({ ...piece }))
  }

  /** What is not in the log yet. */
  pending (): LogEntry | undefined {
    return this.position === this.flushed ? undefined : { from: this.flushed, to: this.position, pieces: this.after(this.flushed) }
  }

  /** Resolves when something was said or it ended, or the signal aborts. */
  changed (signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      if (signal.aborted) return resolve()
      const done = () => {
        signal.removeEventListener('abort', done)
        resolve()
      }
      signal.addEventListener('abort', done, { once: true })
      this.#waiters.push(done)
    })
  }

  #wake (): void {
    if (this.#waiters.length === 0) return
    const waiters = this.#waiters
    this.#waiters = []
    for (const wake of waiters) wake()
  }
}

/** The message as it stands. */
export type Draft = Pick<MessageRecord, 'id' | 'content' | 'position'>
