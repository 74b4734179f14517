import type { Message } from '../core/chat.ts'
import type { ChatRecord, ChatStore, MessageRecord } from '../core/chats.ts'
import type { Log, Principal } from '../core/ports.ts'
import type { Gateway } from '../gateway/index.ts'
import { askModel } from './ask-model.ts'
import { askForTitle, cleanTitle } from './title.ts'

export type TitleWriterOptions = {
  store: Pick<ChatStore, 'find' | 'branch' | 'update'>
  gateway: Gateway
  log: Log
  /** Told when a chat got its title. */
  onNamed(): void
  deadlineMs?: number
}

/** Whose answer ended well, and which model gave it. */
export type Answered = { chatId: string; messageId: string; model: string; caller: Principal; user: string }

export type TitleWriter = ReturnType<typeof createTitleWriter>

const maxTokens = 30
/** So many messages back an earlier answer is looked for. */
const lookBack = 20

/**
 * Asks a chat's own model for its title, after the first answer that came to its end, behind everybody's back: whatever goes
 * wrong, the chat keeps the first words. What a person called it stays.
 */
export function createTitleWriter ({ store, gateway, log, onNamed, deadlineMs = 20_000 }: TitleWriterOptions) {
  const asking = new Set<Promise<void>>()
  const giveUps = new Set<() => void>()
  let isClosed = false

  /** Undefined when it fails, takes too long or does not come to an end: half a title is none. */
  const ask = async ({ chatId, model, caller, user }: Answered, messages: Message[]): Promise<string | undefined> => {
    const over = new AbortController()
    const giveUp = () => over.abort()
    const deadline = setTimeout(giveUp, deadlineMs)
    giveUps.add(giveUp)
    try {
      const { text, reason } = await askModel(gateway, { model, messages, maxOutputTokens: maxTokens, chatId, caller, user, route: '/api/v1/chats/{chatId}' }, over.signal)
      return reason === 'stop' ? text : undefined
    } catch {
      return undefined
    } finally {
      clearTimeout(deadline)
      giveUps.delete(giveUp)
    }
  }

  const name = async (answered: Answered): Promise<void> => {
    const { chatId, messageId } = answered
    const chat = await store.find(chatId)
    if (chat === undefined || isGiven(chat)) return
    const [answer, ...before] = await store.branch(chatId, messageId, lookBack)
    const question = before[0]
    if (answer === undefined || question === undefined || before.length === lookBack - 1 || before.some(isCompleteAnswer)) return
    const title = cleanTitle(await ask(answered, askForTitle(question.content, answer.content)) ?? '')
    if (title === undefined) return
    const named = await store.update(chatId, { title, titleSource: 'model' }, found => !isGiven(found))
    if (named !== undefined) onNamed()
  }

  return {
    /** Returns at once. */
    suggest (answered: Answered): void {
      if (isClosed) return
      const named = name(answered).catch((error: unknown) => log.error({ err: error, chat: answered.chatId }, 'a chat could not be named')).finally(() => { asking.delete(named) })
      asking.add(named)
    },

    /** Nothing is asked any more. Resolves when nothing is written any more either. */
    async close (): Promise<void> {
      isClosed = true
      for (const giveUp of giveUps) giveUp()
      await Promise.all(asking)
    },
  }
}

const isGiven = ({ titleSource }: ChatRecord): boolean => titleSource === 'person' || titleSource === 'model'

const isCompleteAnswer = ({ role, status }: MessageRecord): boolean => role === 'assistant' && status === 'complete'
