// Tells a collector of OpenTelemetry what the house does: traces of requests and of the calls to models, and measurements. Never what was said.
import type { Log } from '../core/ports.ts'
import type { PostEvent } from '../core/webhooks.ts'
import type { Metrics } from '../metrics/index.ts'
import { createExporter } from './exporter.ts'
import type { Resource } from './otlp.ts'
import { writeMetrics } from './otlp-metrics.ts'
import { createSpanQueue } from './spans.ts'
import { createTracer } from './tracer.ts'

export type { RequestSpan } from './tracer.ts'

export type TelemetryOptions = {
  endpoint: string
  headers: Readonly<Record<string, string>>
  serviceName: string
  resourceAttributes: Readonly<Record<string, string>>
  /** Of the traces that begin here, from 0 to 1, how large a share is told. */
  share: number
  delayMs: number
  metricsIntervalMs: number
  version: string
  metrics: Metrics
  /** Of which kind a provider is. */
  kindOf(provider: string): string | undefined
  post: PostEvent
  log: Log
}

export type Telemetry = ReturnType<typeof createTelemetry>

export function createTelemetry ({ endpoint, headers, serviceName, resourceAttributes, share, delayMs, metricsIntervalMs, version, metrics, kindOf, post, log }: TelemetryOptions) {
  const startedAt = Date.now()
  const resource: Resource = { version, attributes: { ...resourceAttributes, 'service.name': serviceName, 'service.version': version } }
  const exporter = createExporter({ endpoint, headers, post, log })
  const spans = createSpanQueue({ send: exporter.send, resource, delayMs })
  metrics.gauge({ type: 'counter', name: 'parlance_spans_dropped_total', help: 'Spans that no collector took.', read: () => spans.dropped })

  let telling: Promise<unknown> | undefined
  const tellAll = async (): Promise<void> => {
    await exporter.send('metrics', writeMetrics({ families: await metrics.families(), cells: metrics.cells(), startedAt, at: Date.now(), kindOf }, resource))
  }
  const tellMetrics = (): Promise<unknown> => {
    telling ??= tellAll().catch((error: unknown) => log.warn({ err: error }, 'measurements could not be sent')).finally(() => { telling = undefined })
    return telling
  }
  const timer = setInterval(tellMetrics, metricsIntervalMs).unref()

  return {
    ...createTracer({ onSpan: spans.add, share }),
    /** Sends everything. A collector that is down gets so many milliseconds. */
    async close (graceMs: number): Promise<void> {
      clearInterval(timer)
      const limit = setTimeout(exporter.stop, graceMs)
      await Promise.all([spans.flush(), tellMetrics()])
      clearTimeout(limit)
      spans.close()
    },
  }
}
