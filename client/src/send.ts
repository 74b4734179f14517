import { ParlanceError } from './errors.ts'
import { isNeverConnected, type Outcome, retryDelay } from './retry-policy.ts'
import { sleep } from './sleep.ts'

/** How requests go out. Always called with a `Request`, never with a URL; `signal` is the one that the request has, too. */
export type Fetch = (request: Request, init: { signal: AbortSignal }) => Promise<Response>

/** A fetch with its retries and time limits inside. */
export type Send = (request: Request) => Promise<Response>

export type SendOptions = {
  fetch: Fetch
  /** Further tries after the first. */
  maxRetries: number
  /** The longest wait for an answer, for each try, in milliseconds. Absent: as long as `fetch` waits. */
  timeoutMs?: number | undefined
  /** 0 up to 1; for tests. */
  random?: () => number
}

/**
 * A fetch that tries again where that is safe and sensible. JSON is read whole before it returns, so it comes complete or
 * not at all; other bodies are returned as they begin. Throws ParlanceError (`network`, `timeout`) or the signal's reason.
 */
export function createSend ({ fetch, maxRetries, timeoutMs, random = Math.random }: SendOptions): Send {
  return async request => {
    for (let attempt = 0; ; attempt++) {
      const isLast = attempt >= maxRetries
      const outcome = await tryOnce(request, { fetch, timeoutMs, isLast })
      const delay = isLast ? undefined : retryDelay(request.method, outcome, attempt, random)
      if (delay === undefined) {
        if (outcome.response === undefined) throw outcome.error
        return outcome.response
      }
      await outcome.response?.body?.cancel()
      await sleep(delay, request.signal)
    }
  }
}

/**
 * What must live as long as a body is read. Node forgets a signal's abort when the requests between it and the wire are
 * garbage: https://github.com/nodejs/undici/issues/3644, for copies https://github.com/nodejs/undici/issues/4068.
 */
const kept = new WeakMap<ReadableStream, unknown>()

/** Throws on an abort only. */
async function tryOnce (request: Request, { fetch, timeoutMs, isLast }: { fetch: Fetch; timeoutMs: number | undefined; isLast: boolean }): Promise<Outcome> {
  const timer = timeoutMs === undefined ? undefined : startTimer(timeoutMs)
  const signal = timer === undefined ? request.signal : AbortSignal.any([request.signal, timer.signal])
  // A body can be sent once, so all tries but the last send a copy, whose own signal must not be relied on.
  const attempt = new Request(isLast ? request : request.clone(), { signal })
  let isAnswered = false
  try {
    const answer = await fetch(attempt, { signal })
    isAnswered = true
    if (answer.body !== null) kept.set(answer.body, [request, attempt, signal])
    return { response: isJson(answer) ? await readWhole(answer) : answer }
  } catch (thrown) {
    if (request.signal.aborted) throw request.signal.reason
    const error = timer?.signal.aborted === true
      ? new ParlanceError(`The server did not answer within ${timeoutMs} ms.`, { code: 'timeout', cause: thrown })
      : new ParlanceError(isAnswered ? 'The connection broke before the answer was complete.' : 'The server could not be reached.', { code: 'network', cause: thrown })
    return { error, reached: isAnswered ? 'answered' : isNeverConnected(thrown) ? 'never' : 'perhaps' }
  } finally {
    timer?.stop()
  }
}

const isJson = ({ headers }: Response): boolean => /^application\/(.+\+)?json\b/i.test(headers.get('content-type') ?? '')

async function readWhole (response: Response): Promise<Response> {
  const { status, statusText, headers } = response
  const bytes = await response.arrayBuffer()
  return new Response(bytes.byteLength === 0 ? null : bytes, { status, statusText, headers })
}

function startTimer (ms: number): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), ms)
  return { signal: controller.signal, stop: () => clearTimeout(timer) }
}
