import type { CallSpan, SpanEnd, SpanStart } from '../core/tracing.ts'
import type { Span } from './otlp.ts'
import { systemOf } from './systems.ts'
import { createSpanId, createTraceId, isInShare, readTraceparent, type TraceContext, writeTraceparent } from './trace-context.ts'

export type TracerOptions = {
  onSpan(span: Span): void
  /** Of the traces that begin here, from 0 to 1, how large a share is told. */
  share: number
}

/** A request that is being answered. */
export type RequestSpan = {
  readonly traceId: string
  /** `route`: method and pattern. `error`: a kind of error. */
  end(end: { method: string; route: string; status: number; error: string | undefined }): void
}

const maxKept = 1000
/** Clients choose the names of models. */
const longestName = 200
const now = (): number => performance.timeOrigin + performance.now()

/** Tells of requests and of the calls to providers that are made for them. */
export function createTracer ({ onSpan, share }: TracerOptions) {
  /** By request id: those that run, and the last ones that ended, since answers in chats outlive the request that asked. */
  const requests = new Map<string, TraceContext>()

  const keep = (requestId: string, context: TraceContext): void => {
    requests.set(requestId, context)
    if (requests.size > maxKept) requests.delete(requests.keys().next().value!)
  }

  /** One that goes on with a trace, or begins one. */
  const continued = (parent: TraceContext | undefined): TraceContext => {
    if (parent !== undefined) return { ...parent, spanId: createSpanId() }
    const traceId = createTraceId()
    return { traceId, spanId: createSpanId(), isSampled: isInShare(traceId, share), state: undefined }
  }

  const tell = ({ traceId, spanId, isSampled, state }: TraceContext, parent: TraceContext | undefined, rest: Omit<Span, 'traceId' | 'spanId' | 'parentSpanId' | 'state' | 'endedAt'>): void => {
    if (isSampled) onSpan({ traceId, spanId, parentSpanId: parent?.spanId, state, endedAt: now(), ...rest })
  }

  return {
    beginRequest (requestId: string, headers: Readonly<Record<string, unknown>>): RequestSpan {
      const parent = readTraceparent(headers['traceparent'], headers['tracestate'])
      const context = continued(parent)
      const startedAt = now()
      keep(requestId, context)
      return {
        traceId: context.traceId,
        end ({ method, route, status, error }) {
          // what the client did wrong is no error of the server's span
          const isFault = status >= 500
          tell(context, parent, {
            name: route,
            kind: 'server',
            startedAt,
            error: isFault ? error ?? String(status) : undefined,
            attributes: { 'http.request.method': method, 'http.route': route.slice(method.length + 1), 'http.response.status_code': status, 'error.type': error, 'parlance.request_id': requestId },
          })
        },
      }
    },

    beginCall ({ requestId, operation, provider, kind, model, url }: SpanStart): CallSpan {
      const parent = requests.get(requestId)
      const context = continued(parent)
      const startedAt = now()
      return {
        headers: { traceparent: writeTraceparent(context), ...context.state !== undefined && { tracestate: context.state } },
        end ({ error, usage, finish }: SpanEnd) {
          tell(context, parent, {
            name: `${operation} ${model.slice(0, longestName)}`,
            kind: url === undefined ? 'internal' : 'client',
            startedAt,
            error,
            attributes: {
              'gen_ai.operation.name': operation,
              'gen_ai.provider.name': systemOf(kind),
              'gen_ai.request.model': model.slice(0, longestName),
              'gen_ai.response.finish_reasons': finish === undefined ? undefined : [finish],
              'gen_ai.usage.input_tokens': usage && (usage.inputTokens ?? 0) + (usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0),
              'gen_ai.usage.output_tokens': usage?.outputTokens,
              'gen_ai.usage.cache_read.input_tokens': usage?.cacheReadTokens,
              'gen_ai.usage.cache_creation.input_tokens': usage?.cacheWriteTokens,
              ...addressOf(url),
              'error.type': error,
              'parlance.provider': provider,
              'parlance.request_id': requestId,
            },
          })
        },
      }
    },
  }
}

const addressOf = (url: string | undefined): { 'server.address'?: string; 'server.port'?: number } => {
  const parsed = url === undefined ? null : URL.parse(url)
  if (parsed === null) return {}
  return { 'server.address': parsed.hostname, 'server.port': Number(parsed.port) || (parsed.protocol === 'https:' ? 443 : 80) }
}
