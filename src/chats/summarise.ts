import type { LineageEntry, MessageRecord } from '../core/chats.ts'
import type { ChatStore } from '../core/chats.ts'
import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { Clock, Log, Principal } from '../core/ports.ts'
import type { SummaryRecord, SummaryStore } from '../core/summaries.ts'
import type { Gateway } from '../gateway/index.ts'
import { createId } from '../lib/ids.ts'
import { askModel } from './ask-model.ts'
import { type CountTokens, perMessage } from './history.ts'
import { askForSummary, cleanSummary, transcribe } from './summary.ts'

export type SummariserOptions = {
  store: SummaryStore
  chats: Pick<ChatStore, 'branch'>
  gateway: Gateway
  countTokens: CountTokens
  clock: Clock
  log: Log
  /** For all that one question needs, in milliseconds. */
  deadlineMs?: number
  /** After a failure the same model is not asked for the same chat for so long: every question would wait for it and pay for it. */
  pauseMs?: number
}

/** Who asks which model. */
export type Asker = { model: string; caller: Principal; user: string }

/** A summary and where the last message that it stands for is in a line, which is counted from its newest message. */
export type PlacedSummary = { summary: SummaryRecord; index: number }

/** Everything between `previous` (from the beginning, if there is none) and `to`, itself included. `limit`: the model's window. */
export type Fold = { chatId: string; lineage: readonly LineageEntry[]; previous: PlacedSummary | undefined; to: number; limit: number; asker: Asker }

/** What came of it: the furthest summary that there is, and why it does not reach further. */
export type Folded = { placed: PlacedSummary | undefined; error: GatewayError | undefined }

export type Summariser = ReturnType<typeof createSummariser>

const pageSize = 40
const maxPauses = 1000

/** How long a summary may be, in tokens. */
export const summaryTokens = (limit: number): number => Math.min(1200, Math.max(60, Math.floor(limit / 10)))

/** Has a chat's own model sum up what does not fit its window any more. What was summed up is kept, and gone on from the next time. */
export function createSummariser ({ store, chats, gateway, countTokens, clock, log, deadlineMs = 120_000, pauseMs = 600_000 }: SummariserOptions) {
  const pauses = new Map<string, { until: number; error: GatewayError }>()

  /** The next messages of the line, oldest first, as many as the model can read at once. `last` is where they end. */
  const take = async ({ chatId, lineage, to }: Fold, from: number, room: number): Promise<{ texts: string[]; last: number }> => {
    const taken: { text: string; index: number }[] = []
    let used = 0
    for (let high = from; high >= to; high -= pageSize) {
      const low = Math.max(to, high - pageSize + 1)
      const page: MessageRecord[] = (await chats.branch(chatId, lineage[low]!.id, high - low + 1)).reverse()
      const texts = page.map(transcribe)
      const counts = await countTokens(texts)
      for (const [at, text] of texts.entries()) {
        const size = counts[at]! + perMessage
        if (taken.length > 0 && used + size > room) return endBeforeQuestion(taken, lineage)
        taken.push({ text: size > room ? shorten(text, room / size) : text, index: high - at })
        used += size
      }
    }
    return { texts: taken.map(({ text }) => text), last: to }
  }

  const fold = async (request: Fold, signal: AbortSignal): Promise<Folded> => {
    const { chatId, lineage, to, limit, asker } = request
    const target = summaryTokens(limit)
    let placed = request.previous
    for (let from = (placed?.index ?? lineage.length) - 1; from >= to; from = placed.index - 1) {
      // a third of the window is left for the instructions, the summary, and tokenizers that count more than ours
      const { texts, last } = await take(request, from, Math.floor(limit * 0.66) - target - (placed?.summary.tokens ?? 0))
      const said = texts.filter(text => text !== '')
      const text = said.length === 0 && placed !== undefined ? placed.summary.text : await ask(request, { previous: placed?.summary.text, said, target }, signal)
      const [tokens = 0] = await countTokens([text])
      const summary: SummaryRecord = { id: createId('sum'), chatId, messageId: lineage[last]!.id, text, tokens: tokens + perMessage, model: asker.model, createdAt: clock() }
      await store.insert(summary)
      placed = { summary, index: last }
    }
    return { placed, error: undefined }
  }

  const ask = async ({ chatId, limit, asker }: Fold, { previous, said, target }: { previous: string | undefined; said: string[]; target: number }, signal: AbortSignal): Promise<string> => {
    const messages = askForSummary({ previous, said, words: Math.floor(target * 0.6) })
    const { text, reason } = await askModel(gateway, { ...asker, messages, maxOutputTokens: Math.min(target * 3, Math.floor(limit * 0.25)), chatId, route: '/api/v1/chats/{chatId}/messages' }, signal)
    const summary = cleanSummary(text)
    if (summary === undefined || (reason !== 'stop' && reason !== 'length')) throw new GatewayError('upstream_bad_response', 'The model gave no summary.')
    const [tokens = 0] = await countTokens([summary])
    return tokens <= target * 1.5 ? summary : shorten(summary, target * 1.5 / tokens)
  }

  return {
    /** The summary in a line that reaches furthest. */
    async find (chatId: string, lineage: readonly LineageEntry[]): Promise<PlacedSummary | undefined> {
      const known = new Map((await store.list(chatId)).map(({ id, messageId }) => [messageId, id]))
      const index = lineage.findIndex(({ id }) => known.has(id))
      const summary = index === -1 ? undefined : await store.find(known.get(lineage[index]!.id)!)
      return summary && { summary, index }
    },

    /** Never rejects but when the signal aborts. */
    async extend (request: Fold, signal: AbortSignal): Promise<Folded> {
      const key = `${request.chatId} ${request.asker.model}`
      const pause = pauses.get(key)
      if (pause !== undefined && pause.until > clock()) return { placed: request.previous, error: pause.error }
      pauses.delete(key)
      const over = new AbortController()
      const stop = () => over.abort(signal.reason)
      const deadline = setTimeout(() => over.abort(new GatewayError('upstream_timeout', 'The summary took too long.')), deadlineMs)
      signal.addEventListener('abort', stop, { once: true })
      try {
        return await fold(request, over.signal)
      } catch (thrown) {
        signal.throwIfAborted()
        const error = asGatewayError(thrown)
        log.warn({ err: error, chat: request.chatId }, 'the older part of a chat could not be summarised')
        if (pauses.size >= maxPauses) pauses.delete(pauses.keys().next().value!)
        pauses.set(key, { until: clock() + pauseMs, error })
        // some of it may have been summed up before that
        return { placed: await this.find(request.chatId, request.lineage), error }
      } finally {
        clearTimeout(deadline)
        signal.removeEventListener('abort', stop)
      }
    },
  }
}

/** What follows a summary begins with a question, where it can. */
const endBeforeQuestion = (taken: { text: string; index: number }[], lineage: readonly LineageEntry[]): { texts: string[]; last: number } => {
  const end = taken.findLastIndex(({ index }) => lineage[index - 1]?.role === 'user')
  const kept = end <= 0 ? taken : taken.slice(0, end + 1)
  return { texts: kept.map(({ text }) => text), last: kept.at(-1)!.index }
}

/** The beginning and the end of a text. */
const shorten = (text: string, share: number): string => {
  const half = Math.max(20, Math.floor(text.length * share * 0.45))
  return half * 2 >= text.length ? text : `${text.slice(0, half)} … ${text.slice(-half)}`.toWellFormed()
}
