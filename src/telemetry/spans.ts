import { type Resource, type Span, writeTraces } from './otlp.ts'
import type { Signal } from './exporter.ts'

export type SpanQueueOptions = {
  send(signal: Signal, body: string): Promise<'taken' | 'again' | 'refused'>
  resource: Resource
  /** How long a span may wait for company, in milliseconds. */
  delayMs: number
  maxWaiting?: number
  batch?: number
}

/** Spans that wait to be sent. Those that come while too many wait are dropped and counted: a collector that is down costs bounded memory. */
export function createSpanQueue ({ send, resource, delayMs, maxWaiting = 5000, batch = 500 }: SpanQueueOptions) {
  let waiting: Span[] = []
  let dropped = 0
  let sending: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const sendAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const spans = waiting.slice(0, batch)
      const result = await send('traces', writeTraces(spans, resource))
      if (result === 'again') return
      waiting = waiting.slice(spans.length)
      if (result === 'refused') dropped += spans.length
    }
  }

  const start = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    sending ??= sendAll().finally(() => {
      sending = undefined
      if (waiting.length > 0) wait()
    })
    return sending
  }

  const wait = (): void => { timer ??= setTimeout(start, delayMs).unref() }

  return {
    /** On the path of a request. */
    add (span: Span): void {
      if (waiting.length >= maxWaiting) {
        dropped++
        return
      }
      if (waiting.push(span) === batch) void start()
      else if (sending === undefined) wait()
    },
    get dropped () { return dropped },
    flush: start,
    close (): void { clearTimeout(timer) },
  }
}
