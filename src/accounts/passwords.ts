import { randomBytes } from 'node:crypto'
import { GatewayError } from '../core/errors.ts'
import { type Argon2Cost, createDecoy, hashPassword, houseCost, isOutdated, saltBytes, verifyPassword } from './argon2.ts'

export type Passwords = ReturnType<typeof createPasswords>

/** Node has four threads for this, for files and for names of hosts; the others must not wait for a flood of logins. */
const maxRunning = 2
/** Two and a half seconds of work. */
const maxWaiting = 128

/** Hashes and checks passwords off the event loop, few at a time: 19 MiB each. Passwords arrive normalised. */
export const createPasswords = (cost: Argon2Cost = houseCost) => {
  const run = createQueue()
  const decoy = createDecoy(cost)

  return {
    hash: (password: string): Promise<string> => run(() => hashPassword(password, randomBytes(saltBytes), cost)),
    /** Takes as long for an unknown user, who has no hash, and is then false. */
    verify: async (password: string, phc: string | undefined): Promise<boolean> => {
      const isRight = await run(() => verifyPassword(password, phc ?? decoy))
      return isRight && phc !== undefined
    },
    isOutdated: (phc: string): boolean => isOutdated(phc, cost),
  }
}

/** Runs few pieces of work at once and lets some wait; refuses the rest. */
const createQueue = () => {
  let running = 0
  const waiting: (() => void)[] = []

  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= maxRunning) {
      if (waiting.length >= maxWaiting) throw new GatewayError('unavailable', 'Too many people are signing in at once.', { retryAfterMs: 2000 })
      // Whoever ends hands its place on, so nobody can slip in between.
      await new Promise<void>(resolve => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
