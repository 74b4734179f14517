import type { Opened } from '../answer-stream.ts'
import type { Call, Caller, CallInit, CallOptions } from '../call.ts'
import { ParlanceError } from '../errors.ts'
import type { Http } from '../http.ts'
import { type FinalMessage, MessageStream } from '../message-stream.ts'
import { createReopen } from '../reopen.ts'
import { createRequestId } from '../request-id.ts'
import type { Chat, ChatMessage, ChatMessagePage, ChatPage, ChatWithMessages, CreateChat, CreateChatFork, RegenerateMessage, ReplaceMessageRating, SendMessage, StoppedMessages, UpdateChat } from '../schemas.ts'
import { type PageQuery, readPages, writePageQuery } from './pages.ts'
import { createSharingMethods } from './sharing.ts'

/** Which chats. `q`: where all these words stand; it goes without a cursor. */
export type ChatQuery = PageQuery & { q?: string; pinned?: boolean; archived?: boolean; tag?: string; folder?: string }

/** A text, or a question with all that it may say. Asked once, however often it has to be sent: `clientRequestId` is made when there is none. */
export type Ask = string | Omit<SendMessage, 'stream'>
export type AskAgain = Omit<RegenerateMessage, 'stream'>

type Fetched = { data?: ReadableStream<Uint8Array> | null; error?: unknown; response: Response }

/** The server says that it is there every 15 seconds. One that does not has been lost, also when nobody says so. Milliseconds. */
const longestSilence = 45_000
/** Tries in a row to get a lost stream back: some forty seconds. */
const longPatience = 10

/** Chats, which the server keeps. */
export function createChatsMethods (http: Http, call: Caller, timeoutMs: number | undefined) {
  const params = (chatId: string) => ({ path: { chatId } })

  const list = (query: ChatQuery = {}, options?: CallOptions): Call<ChatPage> =>
    call(init => http.GET('/api/v1/chats', { ...init, params: { query: writePageQuery(query) } }), options)

  const attach = (chatId: string, lastEventId: string | undefined) => ({ headers = {}, ...init }: CallInit): Promise<Fetched> =>
    http.GET('/api/v1/chats/{chatId}/stream', { ...init, headers: { ...headers, ...lastEventId !== undefined && { 'last-event-id': lastEventId } }, params: params(chatId), parseAs: 'stream' })

  /** `ask` is sent until an event has come; from then on the answer is read on where it was left. */
  const follow = (chatId: string, ask: (init: CallInit) => Promise<Fetched>, { signal, maxRetries = longPatience, ...options }: CallOptions, lastEventId?: string): MessageStream => {
    const silence = options.timeoutMs ?? timeoutMs ?? longestSilence
    const open = (run: (init: CallInit) => Promise<Fetched>, signal: AbortSignal): Promise<Opened> => call(run, { ...options, timeoutMs: silence, signal, maxRetries: 0 }).withResponse()
    const reopen = createReopen({
      maxRetries,
      async open (last, signal) {
        const opened = await open(last === undefined ? ask : attach(chatId, last), signal)
        if (opened.info.status === 204) throw new ParlanceError('The answer has ended, or was deleted, while the connection was lost: read the messages of the chat.', { code: 'not_found', status: 204 })
        return opened
      },
    })
    return new MessageStream({
      signal,
      timeoutMs: silence,
      lastEventId,
      open: signal => open(ask, signal).catch((error: unknown) => reopen({ error, lastEventId: undefined, hasRead: false }, signal)),
      reopen,
    })
  }

  const stream = (chatId: string, question: Ask, options: CallOptions = {}): MessageStream => {
    const body = { clientRequestId: createRequestId(), ...typeof question === 'string' ? { content: question } : question, stream: true }
    return follow(chatId, init => http.POST('/api/v1/chats/{chatId}/messages', { ...init, params: params(chatId), body, parseAs: 'stream' }), options)
  }

  return {
    ...createSharingMethods(http, call),
    /** Own ones and those where one is a member: pinned first, then by when something was last said. */
    list,
    /** Every chat, however many pages they fill. */
    all: ({ limit: _, cursor: __, ...query }: ChatQuery = {}, options?: CallOptions): AsyncGenerator<Chat, void, undefined> =>
      readPages((page, options) => list({ ...query, ...page }, options), options),
    create: (body: CreateChat = {}, options?: CallOptions): Call<Chat> => call(init => http.POST('/api/v1/chats', { ...init, body }), options),
    /** With the newest messages of the branch that is shown. */
    get: (chatId: string, options?: CallOptions): Call<ChatWithMessages> => call(init => http.GET('/api/v1/chats/{chatId}', { ...init, params: params(chatId) }), options),
    /** What is absent stays. */
    update: (chatId: string, body: UpdateChat, options?: CallOptions): Call<Chat> => call(init => http.PATCH('/api/v1/chats/{chatId}', { ...init, params: params(chatId), body }), options),
    delete: (chatId: string, options?: CallOptions): Call<void> => call(init => http.DELETE('/api/v1/chats/{chatId}', { ...init, params: params(chatId) }), options),
    /** Newest first: the branch that is shown, or every branch with `tree`. */
    messages: (chatId: string, query: PageQuery & { tree?: boolean } = {}, options?: CallOptions): Call<ChatMessagePage> =>
      call(init => http.GET('/api/v1/chats/{chatId}/messages', { ...init, params: { ...params(chatId), query: { tree: false, ...writePageQuery(query) } } }), options),

    /** A new chat of one's own, with everything up to a message, or to the end of the branch that is shown. */
    fork: (chatId: string, body: CreateChatFork = {}, options?: CallOptions): Call<Chat> => call(init => http.POST('/api/v1/chats/{chatId}/fork', { ...init, params: params(chatId), body }), options),
    /** For ever, with everything that follows it; other versions of it stay. */
    deleteMessage: (chatId: string, messageId: string, options?: CallOptions): Call<void> =>
      call(init => http.DELETE('/api/v1/chats/{chatId}/messages/{messageId}', { ...init, params: { path: { chatId, messageId } } }), options),
    /** What one thinks of an answer; null takes it back. */
    rate: (chatId: string, messageId: string, rating: ReplaceMessageRating | ReplaceMessageRating['rating'], options?: CallOptions): Call<ChatMessage> => {
      const body = typeof rating === 'object' && rating !== null ? rating : { rating }
      return call(init => http.PUT('/api/v1/chats/{chatId}/messages/{messageId}/rating', { ...init, params: { path: { chatId, messageId } }, body }), options)
    },

    /** An image or file of a message, by its `attachment`. It never changes. */
    attachment: (chatId: string, attachmentId: string, options?: CallOptions): Call<Blob> =>
      call(init => http.GET('/api/v1/chats/{chatId}/attachments/{attachmentId}', { ...init, params: { path: { chatId, attachmentId } }, parseAs: 'blob' }), options),

    /** Asks, and reads the answer as it comes. The same question is never asked twice, and no piece of the answer comes twice. */
    stream,
    /** Asks, and waits for the whole answer through whatever happens to the connection. */
    send: (chatId: string, question: Ask, options?: CallOptions): Promise<FinalMessage> => stream(chatId, question, options).final(),
    /** Another answer beside that message, or a first one to a question that has none. */
    regenerate: (chatId: string, messageId: string, body: AskAgain = {}, options: CallOptions = {}): MessageStream => {
      const again = { clientRequestId: createRequestId(), ...body, stream: true }
      return follow(chatId, init => http.POST('/api/v1/chats/{chatId}/messages/{messageId}/regenerate', { ...init, params: { path: { chatId, messageId } }, body: again, parseAs: 'stream' }), options)
    },
    /** Reads what is being written, from its beginning or after an event; that one also when it has ended. Null when nothing is being written. */
    async resume (chatId: string, { lastEventId, ...options }: CallOptions & { lastEventId?: string | undefined } = {}): Promise<MessageStream | null> {
      const stream = follow(chatId, attach(chatId, lastEventId), options, lastEventId)
      const { status } = await stream.info()
      if (status !== 204) return stream
      stream.abort()
      return null
    },
    /** Ends what is being written; what was written stays. */
    stop: (chatId: string, options?: CallOptions): Call<StoppedMessages> => call(init => http.POST('/api/v1/chats/{chatId}/stop', { ...init, params: params(chatId) }), options),
  }
}
