// Two real processes on one database and one Redis, as behind a load balancer.
import type { Test } from 'tap'
import { createOwnDatabase, createSchema, probePostgres } from '../helpers/databases.ts'
import { createPrivateRedis, type PrivateRedis } from '../helpers/redis.ts'
import { createDataDir, type ServerProcess, startProcess } from '../helpers/server-process.ts'
import { reportSkip } from '../helpers/skips.ts'

export const adminKey = 'plk_the-operators-own-admin-key'

export type Instance = ServerProcess & {
  ask(method: string, path: string, options?: { body?: unknown; key?: string; headers?: Record<string, string> }): Promise<{ status: number; headers: Headers; json: any; text: string }>
}

export type House = {
  redis: PrivateRedis
  environment: Record<string, string>
  /** Starts one more instance. */
  open(more?: Record<string, string>): Promise<Instance>
}

/** What instances stand on; undefined, and said so, where something is missing. */
export async function createHouse (t: Test, more: Record<string, string> = {}): Promise<House | undefined> {
  const url = more['DATABASE_URL'] ?? await probePostgres()
  if (url === undefined) return void reportSkip('several instances', 'set TEST_DATABASE_URL')
  const redis = await createPrivateRedis(t)
  if (redis === undefined) return void reportSkip('several instances', 'install redis-server')
  const environment = {
    DATABASE_URL: more['DATABASE_URL'] ?? await createSchema(t, url),
    REDIS_URL: redis.url,
    ADMIN_API_KEY: adminKey,
    ENCRYPTION_KEY: Buffer.alloc(32, 'k').toString('base64'),
    JWT_SECRET: 'one-secret-for-all-processes-0123456789',
    DATA_DIR: await createDataDir(t),
    REGISTRATION: 'open',
    AUTO_TITLE: 'words',
    LOG_LEVEL: 'warn',
    RATELIMIT_PER_MINUTE: '0',
    RATELIMIT_PER_HOUR: '0',
    RATELIMIT_PER_DAY: '0',
    RATELIMIT_ADDRESS_PER_MINUTE: '10000',
    UPSTREAM_RETRIES: '0',
    HEALTH_INTERVAL: '0',
    GENERATION_STALE_MS: '2000',
    SHUTDOWN_TIMEOUT_MS: '0',
    ...more,
  }
  return {
    redis,
    environment,
    open: async (own = {}) => {
      const server = await startProcess(t, { ...environment, ...own })
      return Object.assign(server, { ask: askAt(server.url) })
    },
  }
}

/** Asks one address. */
export const askAt = (url: string): Instance['ask'] => async (method, path, { body, key = adminKey, headers = {} } = {}) => {
  const response = await fetch(url + path, {
    method,
    headers: { ...key !== '' && { authorization: `Bearer ${key}` }, ...body !== undefined && { 'content-type': 'application/json' }, ...headers },
    ...body !== undefined && { body: JSON.stringify(body) },
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: /^[[{]/.test(text) ? JSON.parse(text) : undefined }
}

export { createOwnDatabase, probePostgres }

/** The house promises a second. What is only remembered lives for five, so this tells them apart on a busy machine too. */
const patienceMs = 3000

/** Asks until the answer is as wanted, and says how long that took. */
export async function soon<T> (t: Test, what: string, ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
  const begun = performance.now()
  for (;;) {
    const asked = performance.now()
    const answer = await ask()
    if (isWanted(answer)) {
      t.pass(`${what} (after ${Math.round(asked - begun)} ms)`)
      return answer
    }
    // a busy machine may take long to answer: what counts is when it was asked
    if (asked - begun > patienceMs) {
      t.fail(`${what}: not in time`, { answer })
      return answer
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
