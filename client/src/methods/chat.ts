import type { Call, Caller, CallOptions } from '../call.ts'
import { ChatStream } from '../chat-stream.ts'
import type { Http } from '../http.ts'
import type { ChatCompletion, ChatCompletionRequest } from '../schemas.ts'

/** A request without `stream`: which method is called says that. Fields that it does not name travel to the provider. */
export type ChatRequest = ChatCompletionRequest & { stream?: never }

/** Asking models. */
export const createChatMethods = (http: Http, call: Caller, timeoutMs: number | undefined) => ({
  completions: {
    /** Asks a model and waits for the whole answer. */
    create: (body: ChatRequest, options?: CallOptions): Call<ChatCompletion> =>
      call(init => http.POST('/api/v1/chat/completions', { ...init, body: { ...body, stream: false } }), options),

    /** Asks a model and reads the answer as it comes. Usage is asked for unless `stream_options` says otherwise; its chunk has no choices. */
    stream: (body: ChatRequest, { signal, ...options }: CallOptions = {}): ChatStream => new ChatStream({
      signal,
      timeoutMs: options.timeoutMs ?? timeoutMs,
      open: signal => call(init => http.POST('/api/v1/chat/completions', {
        ...init,
        body: { ...body, stream: true, stream_options: { include_usage: true, ...body.stream_options } },
        parseAs: 'stream',
      }), { ...options, signal }).withResponse(),
    }),
  },
})
