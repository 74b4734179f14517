import type { ChatStore, GenerationRecord, GenerationStore, LogPiece, MessageRecord } from '../core/chats.ts'
import { asGatewayError } from '../core/errors.ts'
import type { createKnocks } from './knocks.ts'
import { cutAfter } from './pieces.ts'
import type { RunningGeneration } from './running.ts'

/** What a reader of a generation gets. `position` is where it stands after that. */
export type GenerationEvent =
  | { type: 'pieces'; pieces: LogPiece[]; position: number }
  | { type: 'end'; status: Exclude<GenerationRecord['status'], 'running'>; message: MessageRecord | undefined; position: number }

export type ReaderOptions = {
  store: Pick<GenerationStore, 'find' | 'log'>
  chats: Pick<ChatStore, 'findMessage'>
  /** Those that this process runs. */
  live: ReadonlyMap<string, RunningGeneration>
  knocks: ReturnType<typeof createKnocks>
  pollMs: number
  /** Whether it knocks when there is more of one that runs elsewhere. */
  isHearing(): boolean
}

/** Where others are heard at once, looking is only for what was never said: that its server has died. */
const heardPollMs = 2000
/** Five minutes of a database that refuses at once. */
const maxReads = 600
const readAgainMs = 500

/** Reads generations, wherever they run. */
export const createReader = ({ store, chats, live, knocks, pollMs, isHearing }: ReaderOptions) => {
  const patienceMs = (): number => isHearing() ? Math.max(pollMs, heardPollMs) : pollMs

  /** What was said after a position, then what is being said, then how it ended. Ends early when the signal aborts. */
  return async function * read (record: GenerationRecord, after: number, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    let position = after
    while (!signal.aborted) {
      const running = live.get(record.id)
      if (running !== undefined) {
        const pieces = running.position > position ? running.after(position) : []
        if (pieces.length > 0) {
          position = running.position
          yield { type: 'pieces', pieces, position }
        } else if (running.ending !== undefined) {
          return yield { type: 'end', status: running.ending.status, message: await patiently(() => chats.findMessage(record.chatId, record.messageId), signal), position: running.position }
        } else await running.changed(signal)
        continue
      }
      const knock = knocks.expect(record.id)
      try {
        // the record first: once it has ended, its log is whole
        const current = await patiently(() => store.find(record.id), signal)
        for (const entry of await patiently(() => store.log(record.id, position), signal)) {
          const pieces = cutAfter(entry.pieces, entry.from, position)
          position = Math.max(position, entry.to)
          if (pieces.length > 0) yield { type: 'pieces', pieces, position }
        }
        if (current === undefined) return
        if (current.status !== 'running') {
          const message = await patiently(() => chats.findMessage(record.chatId, record.messageId), signal)
          return yield { type: 'end', status: current.status, message, position: message?.position ?? position }
        }
        await knock.within(patienceMs(), signal)
      } finally {
        knock.leave()
      }
    }
  }
}

/** Readers wait for a database that is away: what they read goes on. */
const patiently = async <T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask()
    } catch (error) {
      if (asGatewayError(error).kind !== 'unavailable' || signal.aborted || attempt === maxReads) throw error
      await new Promise(resolve => { setTimeout(resolve, readAgainMs) })
    }
  }
}
