import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { AnswerStore, KeptAnswer } from '../core/answers.ts'
import type { Log, Vault } from '../core/ports.ts'

export type RedisAnswersOptions = {
  client: Redis
  /** What tells this house from others on the same Redis. */
  house: string
  /** Seals what is kept: nobody who can read Redis can read it. */
  vault: Pick<Vault, 'seal' | 'open'>
  /** What is too large for Redis, and everything while that does not answer. */
  local: AnswerStore
  log: Log
}

/** Larger ones would hold up everybody else who asks Redis for something. */
const largest = 1024 * 1024
/** How long a claim outlives its process. */
const leaseMs = 15_000

const releaseScript = 'if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end return 0'
const renewScript = 'if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("pexpire", KEYS[1], ARGV[2]) end return 0'

/** Keeps answers for all instances. One that Redis cannot keep or does not give is kept and given by the process that has it. */
export const createRedisAnswerStore = ({ client, house, vault, local, log }: RedisAnswersOptions): AnswerStore & { close(): void } => {
  const keyOf = (name: string): string => `parlance:answer:${house}:${name}`
  const claimKeyOf = (name: string): string => `parlance:claim:${house}:${name}`
  const placeOf = (name: string) => ({ table: 'answer', column: 'kept', row: name })
  const held = new Map<string, string>()

  const read = (name: string, sealed: string): KeptAnswer | undefined => {
    try {
      const { bytes, ...answer } = JSON.parse(vault.open(sealed, placeOf(name)))
      return { usage: undefined, finish: undefined, ...answer, bytes: Buffer.from(bytes, 'base64') }
    } catch (error) {
      log.warn({ err: error }, 'a kept answer could not be opened')
      return undefined
    }
  }

  const renewal = setInterval(() => {
    for (const [key, value] of held) client.eval(renewScript, 1, key, value, leaseMs).catch(() => {})
  }, leaseMs / 3).unref()

  return {
    async get (name) {
      const sealed = await client.get(keyOf(name)).catch(() => null)
      return (sealed === null ? undefined : read(name, sealed)) ?? local.get(name)
    },

    async put (name, answer, ttlMs) {
      if (answer.bytes.length > largest) return local.put(name, answer, ttlMs)
      const sealed = vault.seal(JSON.stringify({ ...answer, bytes: answer.bytes.toString('base64') }), placeOf(name))
      await client.set(keyOf(name), sealed, 'PX', ttlMs).catch(() => local.put(name, answer, ttlMs))
    },

    clear: () => local.clear(),

    async claim (name, requestHash) {
      const key = claimKeyOf(name)
      const value = `${randomUUID()} ${requestHash}`
      try {
        for (;;) {
          if (await client.set(key, value, 'PX', leaseMs, 'NX') === 'OK') break
          const other = await client.get(key)
          if (other !== null) return { isOurs: false, requestHash: other.slice(other.indexOf(' ') + 1) }
        }
      } catch {
        // each process for itself
        return { isOurs: true, release () {} }
      }
      held.set(key, value)
      return {
        isOurs: true,
        release () {
          held.delete(key)
          client.eval(releaseScript, 1, key, value).catch(() => {}) // it ends by itself
        },
      }
    },

    close: () => clearInterval(renewal),
  }
}
