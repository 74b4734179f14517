import { GatewayError } from '../core/errors.ts'

const tries = 5

// https://www.postgresql.org/docs/current/errcodes-appendix.html: deadlock_detected
const isDeadlock = (thrown: unknown): boolean => thrown instanceof GatewayError && (thrown.cause as { code?: unknown } | undefined)?.code === '40P01'

/** Two transactions may wait for each other on PostgreSQL, which then gives up one of them, whole: that one is tried again. */
export async function despiteDeadlocks<T> (transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction()
    } catch (thrown) {
      if (!isDeadlock(thrown) || attempt === tries) throw thrown
    }
  }
}
