import type { AnswerInfo } from './answer-info.ts'
import { badResponse, type Answer } from './call.ts'
import { errorOf, readError } from './errors.ts'
import { readEvents, type ReadOptions } from './read-events.ts'
import type { SseEvent } from './sse.ts'

/** An answer that has begun. */
export type Opened = Answer<ReadableStream<Uint8Array>>

export type Reopen = (lost: { error: unknown; lastEventId: string | undefined; hasRead: boolean }, signal: AbortSignal) => Promise<Opened>

export type StreamOptions = {
  /** Sends the request. */
  open(signal: AbortSignal): Promise<Opened>
  /** Opens it again after a loss, to go on after the last event that had an id; throws when that is hopeless. `hasRead`: since the time before. */
  reopen?: Reopen | undefined
  signal?: AbortSignal | undefined
  timeoutMs?: number | undefined
}

/** What the events of a kind of stream mean, and what they make together. One for each stream. */
export type StreamFormat<Item, Final> = {
  /** Whether this event says: this is all. */
  isLast(event: SseEvent): boolean
  /** What an event tells: nothing when it is a mere mark, or was told already. Throws the error that the stream ends in. */
  read(event: SseEvent, response: Response): Item[]
  /** Why what was read to its end is no answer; undefined when it is one. */
  failure?(): unknown
  textOf(item: Item): string
  add(item: Item): void
  result(): Final
}

/**
 * An answer as it comes. The request is sent at once; what it says can be read once, with `for await` on the stream itself
 * or on `text()`. Leaving the loop aborts the request. Whatever goes wrong is thrown there and from `final()`.
 */
export class AnswerStream<Item, Final> implements AsyncIterable<Item> {
  readonly #controller = new AbortController()
  readonly #opened: Promise<Opened>
  readonly #items: AsyncGenerator<Item, void, undefined>
  readonly #format: StreamFormat<Item, Final>
  readonly #final: Promise<Final>
  #isTaken = false

  constructor ({ open, reopen, signal, timeoutMs }: StreamOptions, format: StreamFormat<Item, Final>) {
    this.#format = format
    const follow = () => this.abort(signal?.reason)
    if (signal?.aborted === true) follow()
    signal?.addEventListener('abort', follow, { once: true })
    this.#opened = open(this.#controller.signal)

    let settle: { resolve(final: Final): void; reject(error: unknown): void }
    this.#final = new Promise((resolve, reject) => { settle = { resolve, reject } })
    // Whoever reads the stream is told; nobody else needs to be.
    this.#opened.catch(() => {})
    this.#final.catch(() => {})

    this.#items = this.#read({ reopen, timeoutMs }, error => {
      signal?.removeEventListener('abort', follow)
      const reason = error ?? format.failure?.()
      if (reason === undefined) settle.resolve(format.result())
      else settle.reject(reason)
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

  /** What comes, as the server sends it. */
  [Symbol.asyncIterator] (): AsyncGenerator<Item, void, undefined> {
    if (this.#isTaken) throw new TypeError('This stream is being read already; what it says comes once.')
    this.#isTaken = true
    return this.#items
  }

  /** The pieces of the answer's text, of its first choice when there are several. */
  async * text (): AsyncGenerator<string, void, undefined> {
    for await (const item of this) {
      const text = this.#format.textOf(item)
      if (text !== '') yield text
    }
    const failure = this.#format.failure?.()
    if (failure !== undefined) throw failure
  }

  /** What has come so far, at any time. */
  snapshot (): Final {
    return this.#format.result()
  }

  /** The whole answer, once it is complete. Reads the stream itself when nobody else does. */
  async final (): Promise<Final> {
    if (!this.#isTaken) {
      const items = this[Symbol.asyncIterator]()
      while ((await items.next()).done !== true);
    }
    return this.#final
  }

  async * #read ({ reopen, timeoutMs }: Pick<StreamOptions, 'reopen' | 'timeoutMs'>, onEnd: (error: unknown) => void): AsyncGenerator<Item, void, undefined> {
    let error: unknown = new DOMException('The stream was left before its end.', 'AbortError')
    let lastEventId: string | undefined
    const { isLast, read, add } = this.#format
    const { signal } = this.#controller
    try {
      for (let opened: Opened | Promise<Opened> = this.#opened; ;) {
        let hasRead = false
        let lost: unknown
        try {
          for await (const { event, response } of eventsOf(opened, { signal, isLast, timeoutMs })) {
            hasRead = true
            lastEventId = event.id ?? lastEventId
            const items = read(event, response)
            // who leaves the loop at the last event has not left too early
            if (isLast(event)) error = undefined
            for (const item of items) {
              add(item)
              yield item
            }
          }
          break
        } catch (thrown) {
          if (reopen === undefined || signal.aborted) throw thrown
          lost = thrown
        }
        opened = await reopen({ error: lost, lastEventId, hasRead }, signal)
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

/** The events of an answer, which may not have come yet. */
async function * eventsOf (opened: Opened | Promise<Opened>, options: ReadOptions): AsyncGenerator<{ event: SseEvent; response: Response }, void, undefined> {
  const { data, response } = await opened
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) throw badResponse(response)
  for await (const event of readEvents(data, options)) yield { event, response }
}

/** The data of an event, unless it is the error that the stream ends in. */
export function readData (event: SseEvent, response: Response): unknown {
  const data = parseData(event, response)
  if (errorOf(data) !== undefined) throw readError(response, data)
  return data
}

/** The data of an event. */
export function parseData (event: SseEvent, response: Response): unknown {
  try {
    return JSON.parse(event.data)
  } catch (thrown) {
    throw badResponse(response, thrown)
  }
}
