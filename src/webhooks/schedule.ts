/** How long a delivery is tried, in milliseconds. */
export const patienceMs = 24 * 60 * 60 * 1000

const factor = 3
const longestMs = 8 * 60 * 60 * 1000

export type Schedule = {
  /** The wait before the second attempt; each later one is three times as long, eight hours at the most. Milliseconds. */
  retryMs: number
  /** From 0 up to but not including 1. */
  random(): number
}

export type Failed = { attemptCount: number; firstAttemptAt: number; now: number; retryAfterMs: number | undefined }

/** When to try again; undefined: it is given up. The last attempt is a day after the first. A fifth more or less, so that many do not return at once. */
export const nextAttempt = ({ retryMs, random }: Schedule, { attemptCount, firstAttemptAt, now, retryAfterMs = 0 }: Failed): number | undefined => {
  const end = firstAttemptAt + patienceMs
  if (now >= end) return undefined
  const wait = Math.min(retryMs * factor ** (attemptCount - 1), longestMs) * (0.8 + 0.4 * random())
  return Math.min(Math.round(now + Math.max(wait, Math.min(retryAfterMs, longestMs))), end)
}
