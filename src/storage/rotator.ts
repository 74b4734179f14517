import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../core/ports.ts'
import type { Database } from './database.ts'
import { rotateSealed } from './rotate-sealed.ts'
import type { RotatingVault } from './vault.ts'

export type RotatorOptions = { database: Database; vault: RotatingVault; log: Log; retryMs?: number; tellMs?: number }

/** Moves what is sealed to the first key of ENCRYPTION_KEY while the house is open, and says how far it is. */
export const createRotator = ({ database, vault, log, retryMs = 30_000, tellMs = 10_000 }: RotatorOptions) => {
  const controller = new AbortController()
  const { signal } = controller
  let running: Promise<void> | undefined

  /** At least half of the time is for others. */
  const rest = async (tookMs: number): Promise<void> => { await sleep(Math.max(1, tookMs), undefined, { signal }).catch(() => {}) }

  const run = async (): Promise<void> => {
    let toldAt = performance.now()
    const begun = toldAt
    while (!signal.aborted) {
      try {
        const { rotated, failed } = await rotateSealed(database, vault, {
          signal,
          rest,
          onProgress: (rotation, table) => {
            if (performance.now() - toldAt < tellMs) return
            toldAt = performance.now()
            log.info({ ...rotation, table }, 'looking for what is sealed with an older key')
          },
        })
        const tookMs = Math.round(performance.now() - begun)
        if (signal.aborted) return log.info({ rotated, tookMs }, 'the change of keys was interrupted; the next start goes on with it')
        if (failed > 0) return log.warn({ failed }, 'some stored secrets cannot be opened: a key is missing from ENCRYPTION_KEY')
        return log.info({ rotated, tookMs }, 'everything in the database is sealed with the first key of ENCRYPTION_KEY')
      } catch (error) {
        if (signal.aborted) return
        log.warn({ err: error }, 'the change of keys has stopped; it is tried again')
        await sleep(retryMs, undefined, { signal, ref: false }).catch(() => {})
      }
    }
  }

  return {
    /** To be called when the house is open. */
    start: (): void => { running ??= run() },
    /** Resolves when the batch that is under way is written. */
    close: async (): Promise<void> => {
      controller.abort()
      await running
    },
  }
}
