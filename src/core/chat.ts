// The vocabulary every room speaks. Plain data: no Fastify, no fetch, no provider names.
import type { Operation } from './dialect.ts'
import type { GatewayError } from './errors.ts'
import type { Principal } from './ports.ts'
import type { Pricing } from './provider.ts'

/** A chat request as the house understands it, whatever door it came through. */
export type ChatRequest = {
  model: string
  messages: Message[]
  stream: boolean
  tools?: Tool[]
  toolChoice?: ToolChoice
  params: ChatParams
  /** Fields the door's dialect has no canonical slot for, by their wire name. Travel to providers of the same dialect, reported otherwise. */
  extras: Record<string, unknown>
  /** The id of the dialect whose fields the extras are, set by the gateway: a writer of another one does not send them, and says so. */
  extrasOf?: string
}

export type Message =
  /** `isContext`: it goes along with a conversation, as documents do, and does not stand in the place of a system prompt. */
  | { role: 'system' | 'developer'; content: Part[]; isContext?: true }
  | { role: 'user'; content: Part[]; name?: string }
  | { role: 'assistant'; content: Part[]; name?: string }
  | { role: 'tool'; toolCallId: string; /** Only where the dialect says it beside the answer. */ toolName?: string; content: Part[]; isError?: boolean; cacheControl?: CacheControl }

/** A piece of a message. `extra` carries what has no slot of its own, so that nothing is lost between equal dialects. */
export type Part =
  | { type: 'text'; text: string; cacheControl?: CacheControl; extra?: unknown }
  | { type: 'image'; source: ImageSource; detail?: string; cacheControl?: CacheControl; extra?: unknown }
  | { type: 'file'; source: FileSource; name?: string; mediaType?: string; cacheControl?: CacheControl; extra?: unknown }
  | { type: 'audio'; data: string; format: string; extra?: unknown }
  /** `redacted` is thinking that only its provider can read. */
  | ({ type: 'reasoning'; text: string; redacted?: string } & Signed)
  | ({ type: 'tool-call'; id: string; name: string; /** JSON text, exactly as the model wrote it. */ arguments: string; cacheControl?: CacheControl; extra?: unknown } & Signed)
  | { type: 'refusal'; text: string }
  /** `name`: for what belongs to one dialect alone, `<dialect id>.<type>`; `data` is its wire form, untouched. */
  | { type: 'extra'; name: string; data: unknown }

/** What proves to a provider that the model wrote it. `signedBy` is the id of the dialect that it came in: nobody else can check it. */
export type Signed = { signature?: string; signedBy?: string }

/** Where the provider may cut the prompt for its cache, as Anthropic says it: `{ type: 'ephemeral', ttl? }`. */
export type CacheControl = Record<string, unknown>

export type ImageSource = { url: string } | { data: string; mediaType: string }
export type FileSource = { url: string } | { data: string } | { id: string }

/** A function the model may call. `parameters` is JSON Schema. */
export type Tool =
  | { type: 'function'; name: string; description?: string; parameters?: unknown; strict?: boolean; cacheControl?: CacheControl; extra?: Record<string, unknown> }
  /** A tool that the provider runs itself. `name`: `<dialect id>.<type>`; `data` is its wire form. */
  | { type: 'extra'; name: string; data: unknown }

export type ToolChoice = 'auto' | 'none' | 'required' | { name: string }

/** Sampling and output settings by canonical name. Absent means: the provider's default. */
export type ChatParams = {
  temperature?: number
  topP?: number
  topK?: number
  maxOutputTokens?: number
  stop?: string[]
  seed?: number
  presencePenalty?: number
  frequencyPenalty?: number
  n?: number
  logprobs?: boolean
  topLogprobs?: number
  parallelToolCalls?: boolean
  responseFormat?: { type: 'text' } | { type: 'json' } | { type: 'json-schema'; name: string; schema: unknown; strict?: boolean; description?: string }
  /** `none`, `minimal`, `low`, `medium`, `high`, or a word that only the provider knows. */
  reasoningEffort?: string
  /** Tokens that may be spent on thinking; 0 for none. */
  reasoningBudget?: number
  /** `low`, `medium`, `high`: how much is said. */
  verbosity?: string
  user?: string
  metadata?: Record<string, string>
  serviceTier?: string
}

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'error' | 'other'

/**
 * Tokens in four buckets that do not overlap: `inputTokens` excludes what was read from or written to a prompt cache
 * (OpenAI counts cached tokens inside its prompt tokens, Anthropic outside). Reasoning is inside `outputTokens`.
 */
export type Usage = {
  inputTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
  outputTokens: number
  reasoningTokens?: number
  /** The provider's own accounting, untouched. */
  raw: unknown
}

/** What an upstream stream says, one step at a time. `choice` is 0 unless several answers were asked for. */
export type ChatEvent =
  | { type: 'message-start'; id: string; model: string; created?: number }
  /** `index`: deltas of one part share it; it grows in the order in which parts begin. */
  | { type: 'text-delta'; index: number; text: string; choice?: number; logprobs?: unknown }
  | ({ type: 'reasoning-delta'; index: number; text: string; redacted?: string; choice?: number } & Signed)
  | { type: 'refusal-delta'; text: string; choice?: number }
  /** `index`: the call's place among the calls of its choice, from 0. */
  | ({ type: 'tool-call-start'; index: number; id: string; name: string; choice?: number; extra?: unknown } & Signed)
  | { type: 'tool-call-delta'; index: number; json: string; choice?: number }
  | { type: 'message-end'; reason: FinishReason; raw: string | undefined; choice?: number; stopSequence?: string }
  /** May come more than once; later fields win. */
  | { type: 'usage'; usage: Partial<Usage> }
  | { type: 'error'; error: GatewayError }
  /** Provider data with no slot of its own. Never dropped silently. */
  | { type: 'extra'; name: string; data: unknown; choice?: number }

export type ChatChoice = { parts: Part[]; finish: FinishReason; rawFinish: string | undefined; stopSequence?: string; logprobs?: unknown; extra?: Record<string, unknown> }

/** A whole answer. `created` is unix seconds. */
export type ChatResponse = {
  id: string
  model: string
  created?: number
  choices: ChatChoice[]
  usage?: Usage
  extra?: Record<string, unknown>
}

/** One change the house made to what was asked. Never made silently: see the header x-parlance-warnings, the receipt and the log. */
export type Warning = { param: string; action: 'dropped' | 'clamped' | 'renamed' | 'emulated'; detail?: string }

/** What happened to one request, settled once. Times are milliseconds. */
export type Receipt = {
  requestId: string
  /** The route that it came through. */
  route: string
  door: string
  operation: Operation
  /** When it came, in milliseconds since 1970. */
  startedAt: number
  /** Undefined for what the house asks of itself. */
  caller: Principal | undefined
  /** The model or alias that the client named first. */
  asked: string
  provider: string | undefined
  model: string
  status: 'ok' | 'failed' | 'aborted'
  path: 'relay' | 'events' | undefined
  stream: boolean
  /** Who was tried or passed over before, in order; and, of a failure, the last one too. */
  attempts: Attempt[]
  /** How often a target was asked again after it had failed. */
  retries?: number
  /** How long it stood in providers' queues. */
  queuedMs?: number
  warnings: Warning[]
  /** Of the target that answered; what others had reported before they failed stands on their attempts. What budgets and the ledger count. */
  usage: Partial<Usage> | undefined
  /** Whether that was estimated, because the provider did not come to count it. */
  isEstimated: boolean
  /** What the provider itself had said of it until then. */
  reported: Partial<Usage> | undefined
  finish: string | undefined
  error: GatewayError | undefined
  /** In US dollars, by the prices known when it was settled; undefined when none are. */
  costUsd: number | undefined
  /** The prices by which that was reckoned. */
  pricing: Pricing | undefined
  /** Who it was for, as far as the client says: end user, session, agent … */
  attribution: Attribution | undefined
  latencyMs: number
  timeToFirstTokenMs: number | undefined
  /** `hit`: a kept answer was given. `miss`: none was there, this one is kept. `replay`: the request was repeated under its key. */
  reuse: 'hit' | 'miss' | 'replay' | undefined
}

export type Attribution = { user?: string; chat?: string; session?: string; agent?: string; parentAgent?: string }

export type Attempt = {
  provider: string
  model: string
  latencyMs: number
  /** A kind of error, or `circuit_open`. */
  error?: string
  /** It was not asked: its circuit was open, its provider had no room, or had asked to be left alone. */
  isSkipped?: true
  /** What the provider had reported before it failed, and so will bill. */
  usage?: Partial<Usage>
  costUsd?: number
  pricing?: Pricing | undefined
}
