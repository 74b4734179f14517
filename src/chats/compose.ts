import type { StoredPart } from '../core/attachments.ts'
import type { Message, Part } from '../core/chat.ts'
import type { ChatStore, ContextUsage, LineageEntry } from '../core/chats.ts'
import type { GatewayError } from '../core/errors.ts'
import type { WhenTooLong } from '../core/summaries.ts'
import { type Attachments, standIn } from './attachments.ts'
import { type CountTokens, createHistoryReader, type Fit, fitInto, type History } from './history.ts'
import { questionTooLong, refuseHistory, type Window } from './refuse.ts'
import { type Asker, type PlacedSummary, type Summariser, summaryTokens } from './summarise.ts'
import { tellSummary } from './summary.ts'

export type ComposeOptions = { chats: Pick<ChatStore, 'branch' | 'lineage'>; countTokens: CountTokens; attachments: Pick<Attachments, 'inline'>; summariser: Summariser }

/** A text that goes before a conversation. `isContext`: it does not stand in the place of a system prompt. */
export type SystemText = { text: string; isContext: boolean }

export type Conversation = {
  chatId: string
  leafId: string | undefined
  system: readonly SystemText[]
  question: readonly StoredPart[]
  window: Window
  whenTooLong: WhenTooLong
  asker: Asker
}

/** A request under a model's window. `contextUsage` is what is known at once; `prepare` may have older messages summarised, and says how it was in the end. */
export type Composed = { contextUsage: ContextUsage; prepare(signal: AbortSignal): Promise<{ messages: Message[]; contextUsage: ContextUsage }> }

/** What one request may carry besides words. Providers take 20 MB to 50 MB. */
const maxBytes = 40 * 1024 * 1024

/** What goes into a request: the newest `fit` of a history, and what stands for the rest of it. */
type Choice = { fit: Fit; lineage: readonly LineageEntry[]; placed?: PlacedSummary | undefined; error?: GatewayError | undefined; isSummaryWanted?: boolean }

/**
 * Puts a request together under the model's window: system texts and the question always, then history from the newest on
 * as far as it fits. What does not fit is summed up, left out or refused, as the chat has it; never without a word.
 */
export function createComposer ({ chats, countTokens, attachments, summariser }: ComposeOptions) {
  const reader = createHistoryReader({ chats, countTokens })

  return async ({ chatId, leafId, system, question, window, whenTooLong, asker }: Conversation): Promise<Composed> => {
    const { limit, forAnswer } = window
    const prompt = system.some(({ isContext }) => !isContext) ? undefined : window.prompt
    const fixed = await reader.sizeOf([...prompt === undefined ? [] : [prompt], ...system.map(({ text }) => text)], question)
    const room = limit - forAnswer - fixed
    if (room < 0) throw questionTooLong(fixed, window)
    const history = reader.open(chatId, leafId)

    const finish = async (choice: Choice): Promise<Composed> => {
      const contextUsage = await say(history, choice, { fixed, window })
      return { contextUsage, prepare: async () => build(choice, contextUsage) }
    }

    const build = async ({ fit, placed }: Choice, usage: ContextUsage): Promise<{ messages: Message[]; contextUsage: ContextUsage }> => {
      const bytes = { left: maxBytes, omitted: 0 }
      const asked = await fill(question, bytes)
      const messages: Message[] = []
      for (let index = 0; index < fit.count; index++) {
        const { record: { role }, parts } = (await history.at(index))! // it was there when it was counted
        if (parts.length > 0) messages.push({ role, content: await fill(parts, bytes) })
      }
      const before = [...system, ...placed === undefined ? [] : [{ text: tellSummary(placed.summary.text), isContext: true }]]
      return {
        messages: [
          ...before.map(({ text, isContext }): Message => ({ role: 'system', content: [{ type: 'text', text }], ...(isContext && { isContext }) })),
          ...messages.reverse(),
          ...asked.length > 0 ? [{ role: 'user' as const, content: asked }] : [],
        ],
        contextUsage: { ...usage, ...(bytes.omitted > 0 && { omittedAttachments: bytes.omitted }) },
      }
    }

    /** Newest first: what would make the request too heavy is named instead. */
    const fill = async (parts: readonly StoredPart[], bytes: { left: number; omitted: number }): Promise<Part[]> => attachments.inline(chatId, parts.map(part => {
      if (part.type !== 'attachment') return part
      if (part.bytes <= bytes.left) {
        bytes.left -= part.bytes
        return part
      }
      bytes.omitted++
      return { type: 'text', text: standIn(part) }
    }))

    const whole = await fitInto(history, room)
    if (whole.isWhole || leafId === undefined) return finish({ fit: whole, lineage: [] })
    if (whenTooLong === 'refuse') throw await refuseHistory(history, { fixed, window })
    const lineage = await chats.lineage(chatId, leafId)
    if (whenTooLong === 'omit') return finish({ fit: whole, lineage })

    const fitBehind = async (placed: PlacedSummary | undefined): Promise<Choice> => placed === undefined || placed.summary.tokens > room
      ? { fit: whole, lineage, isSummaryWanted: true }
      : { fit: await fitInto(history, room - placed.summary.tokens, placed.index), lineage, placed, isSummaryWanted: true }

    const known = await fitBehind(await summariser.find(chatId, lineage))
    if (known.placed !== undefined && known.fit.isWhole) return finish(known)
    // half of the room is left free, so that the next questions need no new summary
    const { count: to } = await fitInto(history, Math.floor((room - summaryTokens(limit)) / 2), known.placed?.index)
    return {
      contextUsage: (await finish(known)).contextUsage,
      async prepare (signal) {
        const { placed, error } = await summariser.extend({ chatId, lineage, previous: known.placed, to, limit, asker }, signal)
        return (await finish({ ...await fitBehind(placed), error })).prepare(signal)
      },
    }
  }
}

/** What the model is told and what it is not. */
async function say (history: History, { fit, lineage, placed, error, isSummaryWanted }: Choice, { fixed, window }: { fixed: number; window: Window }): Promise<ContextUsage> {
  const end = placed?.index ?? lineage.length
  const omitted = lineage.length === 0 ? await countBeyond(history, fit.count) : lineage.slice(fit.count, end).filter(({ isEmpty }) => !isEmpty).length
  const summarised = lineage.slice(end).filter(({ isEmpty }) => !isEmpty).length
  return {
    tokens: fixed + fit.used + (placed?.summary.tokens ?? 0),
    limit: window.limit,
    source: window.isKnown ? 'model' : 'assumed',
    ...(omitted > 0 && { omittedMessages: omitted }),
    ...(summarised > 0 && { summarisedMessages: summarised }),
    ...(isSummaryWanted === true && { summarised: placed !== undefined }),
    ...(error !== undefined && { summaryError: error.kind }),
  }
}

/** A history that fits may begin with an answer, which is not sent. */
const countBeyond = async (history: History, from: number): Promise<number> => {
  let count = 0
  for (let index = from, told; (told = await history.at(index)) !== undefined; index++) if (told.parts.length > 0) count++
  return count
}
