import type { Frame } from '../lib/frame.ts'
import type { ChatEvent, ChatRequest, ChatResponse, Usage, Warning } from './chat.ts'
import type { GatewayError } from './errors.ts'

/** Cuts bytes into frames. Created per response; frames may span chunks. Throws GatewayError when one grows past its limit. */
export type CreateFramer = () => (bytes: Uint8Array) => Frame[]

/** Reads one upstream stream. Created per response, so its state lives in a closure. Synchronous; never throws: garbage is an `error` event. */
export type StreamReader = {
  read(frame: Frame): Iterable<ChatEvent>
  /** The upstream ended. Yields an `error` event when no finish was seen. */
  end(): Iterable<ChatEvent>
}

/** Writes one client stream. Returns the text to send, possibly empty. An `error` event is written in band. */
export type StreamWriter = {
  write(event: ChatEvent): string
  /** The closing text, such as `data: [DONE]`. Called once, after an error too. */
  end(): string
}

/** What a writer must know about the request that it answers. `created` is unix seconds, `echo` what the door keeps of the request. */
export type AnswerContext = {
  id: string
  model: string
  created: number
  includeUsage: boolean
  echo?: Record<string, unknown>
  /** For doors that tell who answered and what it cost. */
  requestId?: string
  provider?: string
  /** In US dollars; undefined when nobody knows. */
  costOf?(usage: Partial<Usage>): number | undefined
}

/** How a relayed answer went. Read by the gateway, filled by the dialect. */
export type Progress = {
  /** Something that a person would see has come: text, reasoning, a tool call, a finish. Until then another target may still be tried. */
  isMeaningful: boolean
  isFinished: boolean
  finish: string | undefined
  usage: Partial<Usage> | undefined
  error: GatewayError | undefined
  /** About how many bytes of words, thinking and arguments were said. Absent where bytes pass without being read. */
  saidBytes?: number
}

/**
 * The way of one stream through the house: upstream bytes in, the door's bytes out. A relay passes them on untouched
 * but for frames that break a rule of the door's clients; a translation reads events and writes them again.
 * Synchronous; nothing is held back longer than an unfinished frame.
 */
export type Passage = {
  readonly progress: Progress
  write(chunk: Buffer): Buffer | string
  /** The upstream ended. Returns the closing text: an in-band error when the answer was not finished. */
  end(): string
  /** The upstream broke. Returns the in-band error and the closing text. */
  fail(error: GatewayError): string
}

/** What a relay does with usage: upstreams are always asked, clients get it only when they asked. */
export type RelayOptions = { includeUsage: boolean }

/** A whole answer seen in passing: `body` is new JSON only when the original broke a rule. */
export type InspectedResponse = { usage: Usage | undefined; finish: string | undefined; body: unknown | undefined }

/** What is asked of a provider. A door and a tongue of one operation can be put together; others never meet. */
export type Operation = 'chat' | 'embeddings' | 'count-tokens'

export type WireHeaders = Record<string, string | string[] | undefined>

/** A wire protocol as providers speak it. Bodies are parsed JSON. */
export type UpstreamDialect<Body extends object = any, Request = ChatRequest, Response = ChatResponse> = {
  readonly id: string
  /** Absent: `chat`. */
  readonly operation?: Operation
  /** False when images and files must be sent as data: what a client gives as a URL is then fetched first. Absent: true. */
  readonly takesUrls?: boolean
  /** False when its answers must be read and written again even for clients of the same dialect. Absent: true. */
  readonly isRelayable?: boolean
  /** Below a provider's base URL: `/chat/completions`. */
  readonly path: string
  /** The media type that a stream of this dialect has. */
  readonly streamType: 'text/event-stream' | 'application/x-ndjson'
  readonly createFramer: CreateFramer

  writeRequest(request: Request): { body: Body; warnings: Warning[] }
  /** Throws GatewayError for an error inside a 200 and for what is no answer at all. */
  readResponse(body: unknown): Response
  createStreamReader(): StreamReader
  /** A failed upstream answer. `text` is its body, whatever it is: JSON, HTML, nothing. */
  readError(status: number, headers: WireHeaders, text: string): GatewayError
  /** Top-level fields to set in a streaming request so that usage is reported; undefined when nothing is to be set. */
  askForUsage?(body: Record<string, unknown>): Record<string, unknown> | undefined
}

/** A wire protocol as clients speak it to us. */
export type DoorDialect<Body extends object = any, Request = ChatRequest, Response = ChatResponse> = {
  readonly id: string
  /** Absent: `chat`. */
  readonly operation?: Operation
  readonly streamType: 'text/event-stream' | 'application/x-ndjson'
  /** About so many bytes of a relayed stream are a token, frames included: a little less than providers send. Absent: 32. */
  readonly bytesPerToken?: number
  /** What keeps an idle stream alive. Absent: a comment of server-sent events. */
  readonly ping?: string
  /** Request headers that go to a provider of this dialect as they came, in lower case. */
  readonly forwardedHeaders?: readonly string[]
  /** The names of an upstream's response headers that its own clients read: they are told them when it speaks this dialect. */
  readonly relayedHeaders?: RegExp
  /** The response header in which its clients look for the request's id, beside `x-request-id`. */
  readonly requestIdHeader?: string

  /** Throws GatewayError `invalid_request` with `param` for what the schema cannot see. */
  readRequest(body: Body): Request
  /** What a writer needs of the request, kept small: a stream holds it until its end. */
  echo?(body: Body): Record<string, unknown>
  /** Top-level fields to set so that a request without a system prompt has this one; undefined when it has its own. */
  withSystem?(body: Body, text: string): Record<string, unknown> | undefined
  writeResponse(response: Response, context: AnswerContext): object
  createStreamWriter(context: AnswerContext): StreamWriter
  /** The error envelope. */
  writeError(error: GatewayError, requestId: string): object
  /** The HTTP status where this dialect's clients expect another one than ours. */
  statusOf?(error: GatewayError): number

  /** Relays a stream of this dialect to a client of this dialect. */
  createRelay(options: RelayOptions): Passage
  /** Reads a whole relayed answer in passing. Throws like readResponse. */
  inspectResponse(body: unknown): InspectedResponse
}

/** A wire protocol at both ends of the house. Written once. */
export type Dialect<Body extends object = any, Request = ChatRequest, Response = ChatResponse> = UpstreamDialect<Body, Request, Response> & DoorDialect<Body, Request, Response>

/** Dialects of any operation, for those who only carry what they read from one end to the other. */
export type AnyUpstream = UpstreamDialect<any, any, any>
export type AnyDoor = DoorDialect<any, any, any>
