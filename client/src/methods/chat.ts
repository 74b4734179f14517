import type { Answer, Call, Caller, CallInit, CallOptions } from '../call.ts'
import { ChatStream } from '../chat-stream.ts'
import type { Http } from '../http.ts'
import { ReplyStream } from '../reply-stream.ts'
import type { ChatCompletion, ChatCompletionRequest, SimpleChatReply, SimpleChatRequest } from '../schemas.ts'

/** A request without `stream`: which method is called says that. Fields that it does not name travel to the provider. */
export type ChatRequest = ChatCompletionRequest & { stream?: never }

/** Asking models: the simple way, or as OpenAI does. */
export function createChatMethods (http: Http, call: Caller, timeoutMs: number | undefined) {
  type Opened = Answer<ReadableStream<Uint8Array>>
  const toStream = ({ signal, ...options }: CallOptions, open: (init: CallInit) => Promise<{ data?: ReadableStream<Uint8Array> | null; error?: unknown; response: Response }>) => ({
    signal,
    timeoutMs: options.timeoutMs ?? timeoutMs,
    open: (signal: AbortSignal): Promise<Opened> => call(open, { ...options, signal }).withResponse(),
  })

  return {
    /** Says something to a model and waits for the whole reply. Nothing is kept: send what was said before as `history`. */
    create: (body: SimpleChatRequest, options?: CallOptions): Call<SimpleChatReply> =>
      call(init => http.POST('/api/v1/chat', { ...init, body }), options),

    /** Says something to a model and reads the reply as it comes. */
    stream: (body: SimpleChatRequest, options: CallOptions = {}): ReplyStream =>
      new ReplyStream(toStream(options, init => http.POST('/api/v1/chat/stream', { ...init, body, parseAs: 'stream' }))),

    completions: {
      /** Asks a model and waits for the whole answer. */
      create: (body: ChatRequest, options?: CallOptions): Call<ChatCompletion> =>
        call(init => http.POST('/api/v1/chat/completions', { ...init, body: { ...body, stream: false } }), options),

      /** Asks a model and reads the answer as it comes. Usage is asked for unless `stream_options` says otherwise; its chunk has no choices. */
      stream: (body: ChatRequest, options: CallOptions = {}): ChatStream => new ChatStream(toStream(options, init => http.POST('/api/v1/chat/completions', {
        ...init,
        body: { ...body, stream: true, stream_options: { include_usage: true, ...body.stream_options } },
        parseAs: 'stream',
      }))),
    },
  }
}
