import { type AnswerInfo, readAnswerInfo } from './answer-info.ts'
import { ParlanceError, readError } from './errors.ts'
import { createSend, type Send, type SendOptions } from './send.ts'

/** What every method takes last. */
export type CallOptions = {
  signal?: AbortSignal | undefined
  /** Beside those of the client; the later word wins. */
  headers?: Record<string, string> | undefined
  /** Instead of the client's. */
  maxRetries?: number | undefined
  /** Instead of the client's. Milliseconds. */
  timeoutMs?: number | undefined
}

export type Answer<T> = { data: T; info: AnswerInfo; response: Response }

/** Awaited, the data; `withResponse()` has what the headers say too. */
export type Call<T> = Promise<T> & { withResponse(): Promise<Answer<T>> }

/** What openapi-fetch gets for one call. */
export type CallInit = { fetch: Send; signal?: AbortSignal; headers?: Record<string, string> }

/** What openapi-fetch answers. */
type Fetched = { data?: unknown; error?: unknown; response: Response }

/** Makes one call through openapi-fetch: data when it went well, else an error thrown. */
export type Caller = <R extends Fetched>(run: (init: CallInit) => Promise<R>, options?: CallOptions) => Call<NonNullable<R['data']>>

/** `defaults` are the client's. */
export function createCaller (defaults: SendOptions): Caller {
  return (run, { signal, headers, maxRetries, timeoutMs } = {}) => {
    const send = createSend({ ...defaults, maxRetries: maxRetries ?? defaults.maxRetries, timeoutMs: timeoutMs ?? defaults.timeoutMs })
    return toCall(settle(run, { ...signal && { signal }, ...headers && { headers }, fetch: send }))
  }
}

async function settle<R extends Fetched> (run: (init: CallInit) => Promise<R>, init: CallInit): Promise<Answer<NonNullable<R['data']>>> {
  let answer: Response | undefined
  const { data, error, response } = await run({
    ...init,
    fetch: async request => {
      answer = await init.fetch(request)
      return answer
    },
  }).catch((thrown: unknown) => {
    throw answer === undefined ? thrown : readThrown(thrown, answer, init.signal)
  })
  if (data === undefined && !response.ok) throw readError(response, error)
  if (data === undefined && response.status !== 204) throw badResponse(response)
  return { data: data as NonNullable<R['data']>, response, info: readAnswerInfo(response) } // a 204 is of operations whose data is undefined
}

/** What openapi-fetch throws while it reads a body. */
function readThrown (thrown: unknown, answer: Response, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true) return signal.reason
  if (thrown instanceof SyntaxError) return badResponse(answer, thrown)
  return new ParlanceError('The connection broke before the answer was complete.', { code: 'network', status: answer.status, cause: thrown })
}

/** A success that is none: a page of a proxy in between, or another server. */
export const badResponse = ({ status, headers }: Response, cause?: unknown): ParlanceError =>
  new ParlanceError('What answered does not speak as Parlance does. Is `baseUrl` right?', { code: 'bad_response', status, requestId: headers.get('x-request-id') ?? undefined, cause })

function toCall<T> (settled: Promise<Answer<T>>): Call<T> {
  const data = settled.then(answer => answer.data)
  return Object.assign(data, {
    withResponse () {
      // Who asks for the whole answer is told of the failure there.
      data.catch(() => {})
      return settled
    },
  })
}
