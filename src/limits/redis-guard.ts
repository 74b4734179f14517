import type { Clock, Log } from '../core/ports.ts'

/** After a failure Redis is left alone for so long; then one request tries it. */
const pauseMs = 1000

export type Guard = ReturnType<typeof createGuard>

/** Does a thing with Redis, or without it while it does not answer. Nobody waits for a Redis that is known to be gone, and its return needs nobody's help. */
export const createGuard = ({ clock, log }: { clock: Clock; log: Log }) => {
  let isDown = false
  let tryAt = 0

  return async <T>(ask: () => Promise<T>, fallBack: () => Promise<T>): Promise<T> => {
    const now = clock()
    // the clock may have been set back
    if (isDown && now < tryAt && tryAt - now <= pauseMs) return fallBack()
    // others need not try meanwhile
    if (isDown) tryAt = now + pauseMs
    try {
      const answer = await ask()
      if (isDown) log.info({}, 'limits are counted in Redis again')
      isDown = false
      return answer
    } catch (error) {
      if (!isDown) log.warn({ error }, 'Redis does not answer: limits are counted by this process alone')
      isDown = true
      tryAt = clock() + pauseMs
      return fallBack()
    }
  }
}
