import type { AnswerInfo } from './answer-info.ts'
import { badResponse, type Answer } from './call.ts'
import { createCollector, type FinalChat } from './collect-chat.ts'
import { errorOf, readError } from './errors.ts'
import { readEvents } from './read-events.ts'
import type { ChatCompletionChunk } from './schemas.ts'

export type ChatStreamOptions = {
  /** Sends the request. */
  open(signal: AbortSignal): Promise<Answer<ReadableStream<Uint8Array>>>
  signal?: AbortSignal | undefined
  timeoutMs?: number | undefined
}

/**
 * An answer as it comes. The request is sent at once; the chunks can be read once, with `for await` on the stream itself
 * or on `text()`. Leaving the loop aborts the request. Whatever goes wrong is thrown there and from `final()`.
 */
export class ChatStream implements AsyncIterable<ChatCompletionChunk> {
  readonly #controller = new AbortController()
  readonly #opened: Promise<Answer<ReadableStream<Uint8Array>>>
  readonly #chunks: AsyncGenerator<ChatCompletionChunk, void, undefined>
  readonly #collector = createCollector()
  readonly #final: Promise<FinalChat>
  #isTaken = false

  constructor ({ open, signal, timeoutMs }: ChatStreamOptions) {
    const follow = () => this.abort(signal?.reason)
    if (signal?.aborted === true) follow()
    signal?.addEventListener('abort', follow, { once: true })
    this.#opened = open(this.#controller.signal)

    let settle: { resolve(chat: FinalChat): void; reject(error: unknown): void }
    this.#final = new Promise((resolve, reject) => { settle = { resolve, reject } })
    // Whoever reads the stream is told; nobody else needs to be.
    this.#opened.catch(() => {})
    this.#final.catch(() => {})

    this.#chunks = this.#read(timeoutMs, error => {
      signal?.removeEventListener('abort', follow)
      if (error === undefined) settle.resolve(this.#collector.result())
      else settle.reject(error)
    })
  }

  /** Ends the request now; the server stops the model too. Readers get `reason`, by default the standard AbortError. */
  abort (reason?: unknown): void {
    this.#controller.abort(reason)
  }

  /** What the headers say, as soon as the answer begins. Throws when it does not. */
  async info (): Promise<AnswerInfo> {
    return (await this.#opened).info
  }

  /** The chunks as the server sent them. */
  [Symbol.asyncIterator] (): AsyncGenerator<ChatCompletionChunk, void, undefined> {
    if (this.#isTaken) throw new TypeError('This stream is being read already; its chunks come once.')
    this.#isTaken = true
    return this.#chunks
  }

  /** The pieces of the answer's text, of its first choice when there are several. */
  async * text (): AsyncGenerator<string, void, undefined> {
    for await (const { choices } of this) {
      for (const { index, delta } of choices) if (index === 0 && delta.content) yield delta.content
    }
  }

  /** What has come so far, at any time. */
  snapshot (): FinalChat {
    return this.#collector.result()
  }

  /** The whole answer, once it is complete. Reads the stream itself when nobody else does. */
  async final (): Promise<FinalChat> {
    if (!this.#isTaken) {
      const chunks = this[Symbol.asyncIterator]()
      while ((await chunks.next()).done !== true);
    }
    return this.#final
  }

  async * #read (timeoutMs: number | undefined, onEnd: (error: unknown) => void): AsyncGenerator<ChatCompletionChunk, void, undefined> {
    let error: unknown = new DOMException('The stream was left before its end.', 'AbortError')
    try {
      const { data, response } = await this.#opened
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) throw badResponse(response)
      for await (const event of readEvents(data, { signal: this.#controller.signal, timeoutMs })) {
        const chunk = readChunk(event.data, response)
        this.#collector.add(chunk)
        yield chunk
      }
      error = undefined
    } catch (thrown) {
      error = thrown
      throw thrown
    } finally {
      if (error !== undefined) this.#controller.abort()
      onEnd(error)
    }
  }
}

/** A chunk, unless it is the error that the stream ends in. */
function readChunk (text: string, response: Response): ChatCompletionChunk {
  let chunk: unknown
  try {
    chunk = JSON.parse(text)
  } catch (thrown) {
    throw badResponse(response, thrown)
  }
  if (errorOf(chunk) !== undefined) throw readError(response, chunk)
  return chunk as ChatCompletionChunk // the server's promise
}
