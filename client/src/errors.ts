import type { components } from './schema.gen.ts'
import { readRetryAfter } from './retry-after.ts'

type Envelope = components['schemas']['Error']

/** One field of a request that is not valid. */
export type FieldProblem = components['schemas']['FieldProblem']

/** What the provider said, when the failure is its. */
export type UpstreamFailure = components['schemas']['UpstreamFailure']

/**
 * What goes wrong on this side of the wire. `network`: the server could not be reached or the connection broke.
 * `timeout`: it was silent for longer than `timeoutMs`. `bad_response`: what answered does not speak as Parlance does.
 */
export type ClientErrorCode = 'network' | 'timeout' | 'bad_response'

/** Every word that `ParlanceError.code` may be: the server's table of errors, how an answer in a chat may end, and this side's own. */
export type ErrorCode = Envelope['error']['code'] | components['schemas']['AnswerFailure']['code'] | ClientErrorCode

type ErrorFields = {
  status?: number
  code: ErrorCode
  type?: string
  param?: string | null
  details?: readonly FieldProblem[] | undefined
  requestId?: string | undefined
  retryAfterMs?: number | undefined
  upstream?: UpstreamFailure | undefined
  cause?: unknown
}

/** The one error that calls end in, but for an abort, which stays the standard `AbortError`. Switch on `code`. */
export class ParlanceError extends Error {
  override readonly name = 'ParlanceError'
  /** Of the answer: 200 when it broke inside a stream, 0 when none came. */
  readonly status: number
  readonly code: ErrorCode
  /** OpenAI's coarse class of error; `client_error` for what went wrong on this side. */
  readonly type: string
  /** The field that is to blame, when one is. */
  readonly param: string | null
  /** Each failed field of a validation error. */
  readonly details: readonly FieldProblem[]
  /** What the operator finds in the log; undefined when no answer came. */
  readonly requestId: string | undefined
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined
  readonly upstream: UpstreamFailure | undefined

  constructor (message: string, { status = 0, code, type = 'client_error', param = null, details = [], requestId, retryAfterMs, upstream, cause }: ErrorFields) {
    super(message, cause === undefined ? undefined : { cause })
    this.status = status
    this.code = code
    this.type = type
    this.param = param
    this.details = details
    this.requestId = requestId
    this.retryAfterMs = retryAfterMs
    this.upstream = upstream
  }
}

/** Reads a failed answer. `body` is its parsed JSON, its text, or whatever a proxy in between said. */
export function readError (response: Response, body: unknown): ParlanceError {
  const fields = {
    status: response.status,
    requestId: response.headers.get('x-request-id') ?? undefined,
    retryAfterMs: readRetryAfter(response.headers),
  }
  const error = errorOf(body)
  if (error === undefined) {
    return new ParlanceError(`The server answered ${response.status}, but not with an error of Parlance.`, { ...fields, code: 'bad_response' })
  }
  const { message, code, type, param, details, requestId = fields.requestId, upstream } = error
  return new ParlanceError(message, { ...fields, code, type, param, details, requestId, upstream })
}

/** The error of an envelope, or undefined. An event of a stream may be one too; there it has no request id. */
export function errorOf (body: unknown): Partial<Envelope['error']> & Pick<Envelope['error'], 'message' | 'code' | 'type' | 'param'> | undefined {
  const { error } = Object(body) as { error?: unknown }
  const { message, code } = Object(error) as { message?: unknown; code?: unknown }
  // The envelope is the server's promise; a newer server may know codes that these types do not.
  return typeof message === 'string' && typeof code === 'string' ? error as Envelope['error'] : undefined
}

/** Reads what an event over a socket is refused with. Without that, the server was not reached. */
export function readRefusal (refused: unknown, cause?: unknown): ParlanceError {
  const error = errorOf(refused)
  if (error === undefined) return new ParlanceError('The server could not be reached.', { code: 'network', cause })
  const { retryAfterMs } = refused as { retryAfterMs?: number }
  const { message, ...fields } = error
  return new ParlanceError(message, { ...fields, retryAfterMs, cause })
}
