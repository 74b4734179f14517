import type { Attribution, Receipt } from '../core/chat.ts'
import type { AnyDoor, WireHeaders } from '../core/dialect.ts'
import type { GatewayError } from '../core/errors.ts'
import type { Principal } from '../core/ports.ts'

/** One request as its door hands it in. `raw` is the body's bytes, `body` what JSON.parse made of them, already validated. */
export type Call = {
  requestId: string
  /** The route that it came through, for the receipt. */
  route: string
  door: AnyDoor
  /** Makes the id that a written answer carries, in the style of its dialect. A relayed one has its own. */
  createAnswerId(): string
  raw: Buffer
  body: Record<string, unknown>
  /** The request's headers: those that the door's dialect names go on to a provider that speaks it. */
  headers: WireHeaders
  /** Who asks, and is held to what they may use; undefined when the house itself does. */
  caller: Principal | undefined
  attribution: Attribution | undefined
  /** In order of preference; at least one. Aliases among them stand for what they name. */
  models: readonly string[]
  isStream: boolean
  /** Whether the client asked for usage on a stream. */
  includeUsage: boolean
  /** Whether a parameter that would be changed or dropped is an error instead. */
  isStrict: boolean
}

/** What is known when an answer begins. `contentType` is the door's. */
export type AnswerHead = {
  contentType: string
  provider: string
  model: string
  upstreamRequestId: string | undefined
  /** Names and values in turn: what the provider says in headers to clients of its own dialect. */
  relayedHeaders: string[]
  receipt: Receipt
}

/** Takes an answer as it comes. Exactly one of these happens: onStart, onBytes*, onEnd; or onFail. */
export type Consumer = {
  onStart(head: AnswerHead): void
  /** Returns false when it is full: nothing more comes until `resume()`. */
  onBytes(bytes: Buffer | string): boolean
  onEnd(bytes: Buffer | string): void
  onFail(error: GatewayError, receipt: Receipt): void
}

/** A running exchange, as its consumer steers it. */
export type Exchange = {
  /** The consumer went away: the upstream is aborted at once and the receipt settled, which is returned where there is one. */
  abort(): Receipt | void
  resume(): void
}
