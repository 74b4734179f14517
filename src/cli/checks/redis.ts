import { Redis } from 'ioredis'
import type { Config } from '../../config/index.ts'
import { type Finding, fault, ok } from './finding.ts'

const timeoutMs = 3000

/** Whether the Redis of REDIS_URL answers, keeps what is written, and can be written to. Nothing without one. */
export const checkRedis = async ({ redisUrl }: Config): Promise<Finding[]> => {
  if (redisUrl === undefined) return []
  const { host } = new URL(redisUrl.reveal())
  const client = new Redis(redisUrl.reveal(), { lazyConnect: true, connectTimeout: timeoutMs, commandTimeout: timeoutMs, maxRetriesPerRequest: 0, retryStrategy: () => null })
  let reason = ''
  client.on('error', (error: NodeJS.ErrnoException) => { reason = error.message || (error.code ?? '') })
  try {
    await client.connect()
    await client.ping()
    const { role, policy } = await describe(client)
    if (role === 'slave') return [fault('redis', `Redis at ${host} is a replica: nothing can be counted in it.`, 'Point REDIS_URL to the primary.')]
    if (policy.startsWith('allkeys')) return [fault('redis', `Redis at ${host} forgets counters when it is full (maxmemory-policy ${policy}).`, 'Set maxmemory-policy to noeviction, or give Parlance a Redis of its own.')]
    return [ok('redis', `Redis at ${host}`)]
  } catch (thrown) {
    const why = reason || (thrown as Error).message
    return [fault('redis', `Redis at ${host}: ${why}`, /WRONGPASS|NOAUTH|NOPERM/.test(why) ? 'Correct user and password in REDIS_URL.' : 'Check REDIS_URL, and whether the server there runs and lets this machine in. Until then each process counts limits for itself.')]
  } finally {
    client.disconnect()
  }
}

/** Hosted ones may refuse to tell; then nothing is known against them. */
const describe = async (client: Redis): Promise<{ role: string | undefined; policy: string }> => {
  const info = await client.info().catch(() => '')
  return { role: /^role:(\w+)/m.exec(info)?.[1], policy: /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? '' }
}
