import type { Log } from '../core/ports.ts'
import type { PostEvent } from '../core/webhooks.ts'

export type ExporterOptions = {
  /** Without the path of a signal. */
  endpoint: string
  headers: Readonly<Record<string, string>>
  post: PostEvent
  log: Log
}

export type Signal = 'traces' | 'metrics'

const timeoutMs = 10_000
const complaintMs = 60_000

/** Sends to a collector. What it does not take is no reason to fail, and said once a minute at the most. */
export function createExporter ({ endpoint, headers, post, log }: ExporterOptions) {
  const stopping = new AbortController()
  let complainedAt = -Infinity

  const complain = (fields: object): void => {
    if (performance.now() - complainedAt < complaintMs) return
    complainedAt = performance.now()
    log.warn(fields, 'the telemetry collector does not take what it is sent')
  }

  return {
    /** `again`: it may take it later. */
    async send (signal: Signal, body: string): Promise<'taken' | 'again' | 'refused'> {
      try {
        const { status } = await post({ url: `${endpoint.replace(/\/$/, '')}/v1/${signal}`, headers: { 'content-type': 'application/json', ...headers }, body, allowsPrivate: true, timeoutMs, signal: stopping.signal })
        if (status >= 200 && status < 300) return 'taken'
        complain({ status, signal })
        return [429, 502, 503, 504].includes(status) ? 'again' : 'refused'
      } catch (thrown) {
        complain({ error: (thrown as Error).message, signal })
        return 'again'
      }
    },
    stop: (): void => stopping.abort(),
  }
}
