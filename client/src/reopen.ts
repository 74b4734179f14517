import type { Opened, Reopen } from './answer-stream.ts'
import { ParlanceError } from './errors.ts'
import { longestWait } from './retry-policy.ts'
import { sleep } from './sleep.ts'

export type ReopenOptions = {
  /** Opens it again: after that event, or from its beginning. Asking twice must do nothing twice. */
  open(lastEventId: string | undefined, signal: AbortSignal): Promise<Opened>
  /** Tries in a row that bring nothing new, before it is given up. */
  maxRetries: number
  /** 0 up to 1; for tests. */
  random?: (() => number) | undefined
}

const firstBackoff = 250
const longestBackoff = 8_000

/**
 * What makes a stream survive its connection. The first try after something was read is made at once; then the wait is
 * anything up to a bound that doubles, so that clients that lost a server together do not come back together.
 */
export function createReopen ({ open, maxRetries, random = Math.random }: ReopenOptions): Reopen {
  let tries = 0
  return async ({ error, lastEventId, hasRead }, signal) => {
    if (hasRead) tries = 0
    for (let reason = error; ;) {
      if (!isPassing(reason) || tries >= maxRetries) throw reason
      const wait = retryAfter(reason) ?? (tries === 0 && hasRead ? 0 : random() * Math.min(longestBackoff, firstBackoff * 2 ** tries))
      if (wait > longestWait) throw reason
      tries++
      if (wait > 0) await sleep(wait, signal)
      try {
        return await open(lastEventId, signal)
      } catch (thrown) {
        if (signal.aborted) throw signal.reason
        reason = thrown
      }
    }
  }
}

/** Failures that may be over in a moment: nobody was reached, the connection broke, or the server has no time. */
const isPassing = (thrown: unknown): boolean =>
  thrown instanceof ParlanceError && (thrown.code === 'network' || thrown.code === 'timeout' || [408, 429, 502, 503, 504].includes(thrown.status))

const retryAfter = (thrown: unknown): number | undefined => thrown instanceof ParlanceError ? thrown.retryAfterMs : undefined
