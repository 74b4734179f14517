import { createHmac } from 'node:crypto'
import type { StoredPart } from '../core/attachments.ts'
import type { ChatRequest, Part } from '../core/chat.ts'
import type { AnswerFacts, ChatFilter, ChatRecord, ChatRole, ChatStore, ContextUsage, GenerationRecord, GenerationStore, MessageRecord } from '../core/chats.ts'
import type { DocumentLibrary } from '../core/documents.ts'
import { GatewayError } from '../core/errors.ts'
import type { Clock, Log, Page, PageQuery, Principal } from '../core/ports.ts'
import type { RatingRecord } from '../core/ratings.ts'
import type { WhenTooLong } from '../core/summaries.ts'
import { createId } from '../lib/ids.ts'
import { assertRole, enterChat, ownerOf } from './access.ts'
import type { Attachments } from './attachments.ts'
import type { createComposer, SystemText } from './compose.ts'
import type { ChatFeed } from './feed.ts'
import type { Generations } from './generations.ts'
import type { Window } from './refuse.ts'
import type { Hit, Search } from './search.ts'
import { firstWords } from './title.ts'
import type { Answered } from './title-writer.ts'

export type ChatsOptions = {
  store: ChatStore
  generationStore: GenerationStore
  generations: Generations
  compose: ReturnType<typeof createComposer>
  attachments: Attachments
  /** What a model holds. Throws `model_not_found`. */
  windowOf(model: string): Promise<Window>
  documents: DocumentLibrary
  defaults: { model: string; systemPrompt: string | undefined; temperature: number | undefined; maxTokens: number | undefined; whenTooLong: WhenTooLong }
  search: Search
  /** What repeated requests are known by is hashed with it: a plain hash of a short question could be guessed. */
  requestKey: Buffer
  /** Told when something was said or renamed. */
  onSaid(): void
  feed: Pick<ChatFeed, 'tell'>
  /** Told when an answer came to its end. */
  onAnswered(answered: Answered): void
  clock: Clock
  log: Log
}

export type NewChat = Partial<Pick<ChatRecord, 'title' | 'model' | 'systemPrompt' | 'documents' | 'tags' | 'folder' | 'whenTooLong' | 'isTemporary'>>
export type ChatEdit = Partial<Pick<ChatRecord, 'title' | 'model' | 'systemPrompt' | 'documents' | 'tags' | 'folder' | 'whenTooLong' | 'isPinned' | 'isArchived' | 'isTemporary' | 'leafId'>>

/** A question. `parentId`: null begins the chat anew; absent goes on where the shown branch ends. */
export type Question = { content: Part[]; parentId?: string | null | undefined; model?: string | undefined; clientRequestId?: string | undefined; temperature?: number | undefined; maxTokens?: number | undefined; whenTooLong?: WhenTooLong | undefined; requestId: string }

/** What became of a question. `isNew` is false when the same request had been made before. */
export type Asked = { isNew: boolean; question: MessageRecord | undefined; answer: MessageRecord; generation: GenerationRecord }

/** A message and its siblings, oldest first, itself among them. `rating`: what the caller thinks of it, if anything and if that was asked for. */
export type PlacedMessage = { message: MessageRecord; siblings: string[]; rating?: RatingRecord }

/** Conversations and who may do what in them. Every method checks its caller first. */
export function createChats (options: ChatsOptions) {
  const { store, generationStore, generations, compose, attachments, windowOf, documents, defaults, search, requestKey, onSaid, onAnswered, feed, clock } = options

  const hashOf = (value: unknown): string => createHmac('sha256', requestKey).update(JSON.stringify(value)).digest('hex')

  const enter = (caller: Principal, chatId: string, least: ChatRole): Promise<ChatRecord> => enterChat(store, caller, chatId, least)

  const findMessage = async (chatId: string, messageId: string, param?: string): Promise<MessageRecord> => {
    const message = await store.findMessage(chatId, messageId)
    if (message !== undefined) return message
    throw param === undefined
      ? new GatewayError('not_found', 'There is no message with this id in the chat.')
      : new GatewayError('invalid_request', `${param}: there is no message with this id in the chat.`, { param })
  }

  const place = async (chatId: string, messages: readonly MessageRecord[]): Promise<PlacedMessage[]> => {
    const siblings = await store.siblings(chatId, messages.map(({ parentId }) => parentId))
    return messages.map(message => ({ message, siblings: siblings.get(message.parentId ?? '') ?? [message.id] }))
  }

  /** The parent of a question. While an answer is being written nothing can follow it. */
  const findParent = async (chat: ChatRecord, parentId: string | null | undefined): Promise<MessageRecord | undefined> => {
    const id = parentId === undefined ? chat.leafId : parentId ?? undefined
    if (id === undefined) return undefined
    const parent = await findMessage(chat.id, id, 'parentId')
    if (parent.status === 'streaming') throw new GatewayError('conflict', 'The answer before it is still being written: wait for its end, or stop it.', { param: 'parentId' })
    return parent
  }

  /** `content`: what is asked, as it came; a message that is asked again has it as it was stored. `after`: what is asked follows that. */
  type Ask = { chat: ChatRecord; caller: Principal; question: MessageRecord | undefined; content: StoredPart[]; after: string | undefined; parentId: string | undefined; follows?: string | null } & Omit<Question, 'content' | 'parentId'>

  const ask = async ({ chat, caller, question: asked, content, after, parentId, follows, model: wanted, clientRequestId, temperature, maxTokens, whenTooLong, requestId }: Ask): Promise<Asked> => {
    const ownerId = ownerOf(caller)
    const model = wanted ?? chat.model ?? defaults.model
    const { texts, missing } = await documents.attach(chat.documents)
    const system: SystemText[] = [{ text: chat.systemPrompt ?? defaults.systemPrompt ?? '', isContext: false }, ...texts.map(({ text, isPrompt }) => ({ text, isContext: !isPrompt }))].filter(({ text }) => text !== '')
    const composed = await compose({
      chatId: chat.id,
      leafId: after,
      system,
      question: content,
      window: reserve(await windowOf(model), maxTokens ?? defaults.maxTokens),
      whenTooLong: whenTooLong ?? chat.whenTooLong ?? defaults.whenTooLong,
      asker: { model, caller, user: ownerId },
    })
    const factsOf = (usage: ContextUsage): AnswerFacts => ({ model, contextUsage: { ...usage, ...(missing.length > 0 && { missingDocuments: missing }) } })
    const facts = factsOf(composed.contextUsage)
    const { content: stored, attachments: files } = asked === undefined ? { content: [], attachments: [] } : attachments.detach(chat.id, content, clock())
    const question = asked && { ...asked, content: stored }
    const now = clock()
    const answer: MessageRecord = {
      id: createId('msg'), chatId: chat.id, parentId: question?.id ?? parentId, role: 'assistant', authorId: undefined, content: [], status: 'streaming', facts, position: 0, createdAt: now, completedAt: undefined,
    }
    const generation = generations.createRecord({ chatId: chat.id, messageId: answer.id, ownerId, clientRequestId, requestHash: clientRequestId && hashOf({ chatId: chat.id, parentId, content: asked?.content, model: wanted }) })
    const params = { temperature: temperature ?? defaults.temperature, maxOutputTokens: maxTokens ?? defaults.maxTokens }
    const begun = await generations.start({ generation, messages: question === undefined ? [answer] : [question, answer], attachments: files, leafId: answer.id, at: now, ...follows !== undefined && { follows } }, {
      model,
      facts,
      async prepare (signal) {
        const { messages, contextUsage } = await composed.prepare(signal)
        const request: ChatRequest = { model, messages, stream: true, params: Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)), extras: {} }
        return { request, facts: factsOf(contextUsage) }
      },
      requestId,
      caller,
      onEnd ({ status }) {
        onSaid()
        if (status === 'complete') onAnswered({ chatId: chat.id, messageId: answer.id, model, caller, user: ownerId })
      },
    })
    if (!begun.isNew) return replay(chat.id, begun.generation, generation.requestHash)
    feed.tell({ type: 'asked', chatId: chat.id, question, answer, generation: begun.generation })
    if (question !== undefined) {
      if (chat.titleSource === undefined) await store.update(chat.id, { title: firstWords(question.content), titleSource: 'message' }, ({ titleSource }) => titleSource === undefined)
      onSaid()
    }
    return { isNew: true, question, answer, generation: begun.generation }
  }

  /** The same request again: what it began the first time. */
  const replay = async (chatId: string, generation: GenerationRecord, requestHash: string | undefined): Promise<Asked> => {
    if (generation.requestHash !== requestHash) throw new GatewayError('conflict', 'This clientRequestId was used for another request.', { param: 'clientRequestId' })
    const answer = await findMessage(chatId, generation.messageId)
    return { isNew: false, question: answer.parentId === undefined ? undefined : await store.findMessage(chatId, answer.parentId), answer, generation }
  }

  return {
    async create (caller: Principal, input: NewChat): Promise<ChatRecord> {
      const now = clock()
      const chat: ChatRecord = {
        id: createId('cht'),
        ownerId: ownerOf(caller),
        title: input.title,
        titleSource: input.title === undefined ? undefined : 'person',
        model: input.model,
        systemPrompt: input.systemPrompt,
        documents: input.documents ?? [],
        tags: input.tags ?? [],
        folder: input.folder,
        ...(input.whenTooLong !== undefined && { whenTooLong: input.whenTooLong }),
        isPinned: false,
        isArchived: false,
        ...(input.isTemporary === true && { isTemporary: true }),
        leafId: undefined,
        createdAt: now,
        activeAt: now,
        updatedAt: now,
      }
      if (input.model !== undefined) await windowOf(input.model)
      await documents.check(chat.documents)
      await store.insert(chat)
      if (chat.title !== undefined) onSaid()
      return chat
    },

    list: (caller: Principal, filter: ChatFilter): Promise<Page<ChatRecord>> => store.list(ownerOf(caller), filter),

    /** Chats in which every word stands in one message, or in the title; newest first. */
    search: (caller: Principal, query: string, limit: number): Promise<Hit[]> => search.find(caller, query, limit),

    get: (caller: Principal, chatId: string): Promise<ChatRecord> => enter(caller, chatId, 'viewer'),

    roleOf: (caller: Principal, chatId: string): Promise<ChatRole> => assertRole(store, caller, chatId, 'viewer'),

    async update (caller: Principal, chatId: string, edit: ChatEdit): Promise<ChatRecord> {
      await enter(caller, chatId, 'editor')
      if (edit.model !== undefined) await windowOf(edit.model)
      if (edit.documents !== undefined) await documents.check(edit.documents)
      if (edit.leafId !== undefined) await findMessage(chatId, edit.leafId, 'leafId')
      const title = 'title' in edit ? { titleSource: edit.title === undefined ? undefined : 'person' as const } : {}
      const leaf = edit.leafId === undefined ? {} : { leafId: await store.newestLeaf(chatId, edit.leafId) }
      const changed = await store.update(chatId, { ...edit, ...title, ...leaf, updatedAt: clock() })
      if (changed === undefined) throw new GatewayError('not_found', 'There is no chat with this id.')
      // what is kept after all can be found from now on
      if ('title' in edit || edit.isTemporary === false) onSaid()
      return changed
    },

    /** Whatever still runs in it is stopped first. */
    async remove (caller: Principal, chatId: string): Promise<void> {
      await enter(caller, chatId, 'owner')
      for (const generation of await generationStore.running(chatId)) await generations.stop(generation)
      await store.remove(chatId)
      feed.tell({ type: 'removed', chatId })
    },

    /** The shown branch from its end, or from `cursor` on; newest first. */
    async branch (caller: Principal, chatId: string, { limit, cursor }: PageQuery): Promise<Page<PlacedMessage>> {
      const chat = await enter(caller, chatId, 'viewer')
      const leafId = cursor ?? chat.leafId
      if (leafId === undefined) return { data: [], nextCursor: undefined }
      const messages = await store.branch(chatId, leafId, limit)
      return { data: await place(chatId, messages), nextCursor: messages.length === limit ? messages.at(-1)!.parentId : undefined }
    },

    async tree (caller: Principal, chatId: string, query: PageQuery): Promise<Page<PlacedMessage>> {
      await enter(caller, chatId, 'viewer')
      const { data, nextCursor } = await store.messages(chatId, query)
      return { data: await place(chatId, data), nextCursor }
    },

    async message (caller: Principal, chatId: string, messageId: string): Promise<PlacedMessage> {
      await enter(caller, chatId, 'viewer')
      const [placed] = await place(chatId, [await findMessage(chatId, messageId)])
      return placed!
    },

    place,
    /** Asks the model. The question is saved and claimed before anything is called. */
    async send (caller: Principal, chatId: string, { content, parentId, ...question }: Question): Promise<Asked> {
      const chat = await enter(caller, chatId, 'editor')
      const repeated = question.clientRequestId === undefined ? undefined : await generationStore.findByRequest(ownerOf(caller), question.clientRequestId)
      if (repeated !== undefined) return replay(repeated.chatId, repeated, hashOf({ chatId, parentId: parentId ?? undefined, content, model: question.model }))
      const parent = await findParent(chat, parentId)
      const message: MessageRecord = {
        id: createId('msg'), chatId, parentId: parent?.id, role: 'user', authorId: ownerOf(caller), content, status: 'complete', facts: {}, position: 0, createdAt: clock(), completedAt: clock(),
      }
      return ask({ ...question, chat, caller, question: message, content, after: parent?.id, parentId: parentId ?? undefined, ...parentId === undefined && { follows: parent?.id ?? null } })
    },

    /** Another answer beside that one, or a first one below a question that has none. */
    async regenerate (caller: Principal, chatId: string, messageId: string, question: Omit<Question, 'content' | 'parentId'>): Promise<Asked> {
      const chat = await enter(caller, chatId, 'editor')
      const message = await findMessage(chatId, messageId)
      const parentId = message.role === 'user' ? message.id : message.parentId
      if (parentId === undefined) throw new GatewayError('invalid_request', 'There is no question before this message.')
      const asked = message.id === parentId ? message : await findMessage(chatId, parentId)
      const again = asked.role === 'user' ? { content: asked.content, after: asked.parentId } : { content: [], after: parentId }
      return ask({ ...question, ...again, chat, caller, question: undefined, parentId })
    },

    /** Ends what is being written; what was written stays. Resolves when that is saved. */
    async stop (caller: Principal, chatId: string): Promise<MessageRecord[]> {
      await enter(caller, chatId, 'editor')
      const running = await generationStore.running(chatId)
      await Promise.all(running.map(generation => generations.stop(generation)))
      const messages = await Promise.all(running.map(({ messageId }) => store.findMessage(chatId, messageId)))
      return messages.filter(message => message !== undefined)
    },

    /** The generation to read: that one, or the newest that runs. */
    async generation (caller: Principal, chatId: string, id?: string): Promise<GenerationRecord | undefined> {
      await enter(caller, chatId, 'viewer')
      const found = id === undefined ? (await generationStore.running(chatId))[0] : await generationStore.find(id)
      return found?.chatId === chatId ? found : undefined
    },

    /** What is being written, newest first. */
    async running (caller: Principal, chatId: string): Promise<GenerationRecord[]> {
      await enter(caller, chatId, 'viewer')
      return generationStore.running(chatId)
    },

    read: generations.read,

    /** For those who show a chat to others, who have been asked who they are: a generation that began elsewhere. */
    async recall (chatId: string, generationId: string, questionId: string | undefined): Promise<Omit<Asked, 'isNew'> | undefined> {
      const generation = await generationStore.find(generationId)
      const answer = generation && await store.findMessage(chatId, generation.messageId)
      if (generation === undefined || answer === undefined) return undefined
      return { generation, answer, question: questionId === undefined ? undefined : await store.findMessage(chatId, questionId) }
    },

    /** The same for all that began in some chats since then. A question that has other answers before it is not told again. */
    async recent (chatIds: readonly string[], since: number): Promise<Omit<Asked, 'isNew'>[]> {
      const asked: Omit<Asked, 'isNew'>[] = []
      for (const generation of await generationStore.since(chatIds, since)) {
        const answer = await store.findMessage(generation.chatId, generation.messageId)
        if (answer === undefined) continue
        const [placed] = await place(generation.chatId, [answer])
        const isFirst = placed!.siblings[0] === answer.id && answer.parentId !== undefined
        asked.push({ generation, answer, question: isFirst ? await store.findMessage(generation.chatId, answer.parentId!) : undefined })
      }
      return asked
    },

    /** Whether somebody is in a chat now. */
    isMember: async (chatId: string, ownerId: string): Promise<boolean> => await store.roleOf(chatId, ownerId) !== undefined,
  }
}

/** A longer answer than usual leaves less room for what was said before, but never less than half. */
const reserve = (window: Window, maxTokens: number | undefined): Window =>
  maxTokens === undefined ? window : { ...window, forAnswer: Math.min(maxTokens, Math.floor(window.limit / 2)) }
