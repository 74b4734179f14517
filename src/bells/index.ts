// Tells the instances that share a database what has changed, so that none of them goes by what it remembers.
import type { Redis } from 'ioredis'
import type { Bells } from '../core/bells.ts'
import type { Log } from '../core/ports.ts'
import { createLocalBells } from './local-bells.ts'
import { createRedisBells } from './redis-bells.ts'

export { nameHouse } from './name-house.ts'

export type BellsOptions = {
  /** Absent: nobody is told anything. */
  client: Redis | undefined
  /** What tells this house from others on the same Redis. */
  house: string
  /** Whether there can be no other process on the same database. */
  isAlone: boolean
  log: Log
}

const lookMs = 5000

/** Through Redis where there is one; without it others are only looked after. */
export const openBells = async ({ client, house, isAlone, log }: BellsOptions): Promise<Bells> =>
  client === undefined ? createLocalBells({ log, lookMs: isAlone ? undefined : lookMs }) : createRedisBells({ client, house, log })
