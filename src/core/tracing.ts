import type { Usage } from './chat.ts'
import type { GatewayError } from './errors.ts'

/** What a call to a provider came to. `error`: a kind of error. */
export type SpanEnd = { error: GatewayError['kind'] | undefined; usage: Partial<Usage> | undefined; finish: string | undefined }

/** One call to a provider, as a trace tells it. Never what was said. */
export type CallSpan = {
  /** Headers by which the provider goes on with the trace. */
  readonly headers: Readonly<Record<string, string>>
  end(end: SpanEnd): void
}

/** `provider`: its name here. `url`: undefined for what this process plays itself. */
export type SpanStart = { requestId: string; operation: string; provider: string; kind: string; model: string; url: string | undefined }

/** Begins to tell of a call to a provider, within the request that it is made for. */
export type BeginCall = (start: SpanStart) => CallSpan
