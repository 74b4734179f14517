import { Redis } from 'ioredis'
import type { Log, PartState } from '../core/ports.ts'

/** A connection that fails at once when Redis is gone and soon when it is slow: whoever asks has something to fall back on. */
export type RedisConnection = { readonly client: Redis; check(): Promise<PartState>; close(): Promise<void> }

/** Without a queue nothing waits for a Redis that is not there; its defaults would. */
const options = { enableOfflineQueue: false, maxRetriesPerRequest: 1, autoResendUnfulfilledCommands: false, connectTimeout: 500, commandTimeout: 250 }
const firstWaitMs = 1000
const longestPauseMs = 2000

/** Connects, and goes on trying for as long as it lives. Resolves when Redis answers, or a second has passed. */
export const openRedis = async ({ url, log }: { url: string; log: Log }): Promise<RedisConnection> => {
  const client = new Redis(url, { ...options, connectionName: 'parlance', retryStrategy: attempt => Math.min(attempt * 100, longestPauseMs) })
  let isTold = false
  client.on('error', (error: Error) => {
    if (isTold) return
    isTold = true
    log.warn({ error: error.message }, 'Redis does not answer')
  })
  client.on('ready', () => {
    if (isTold) log.info({}, 'Redis answers again')
    isTold = false
  })
  const { promise: ready, resolve } = Promise.withResolvers<void>()
  client.once('ready', resolve)
  const timer = setTimeout(resolve, firstWaitMs)
  await ready
  clearTimeout(timer)

  return {
    client,
    async check () {
      try {
        await client.ping()
        return { name: 'redis', ok: true }
      } catch {
        return { name: 'redis', ok: false, detail: 'does not answer: limits are counted by each process for itself' }
      }
    },
    async close () {
      // what is under way is answered first, if there is anybody to answer
      await client.quit().catch(() => {})
      client.disconnect()
    },
  }
}
