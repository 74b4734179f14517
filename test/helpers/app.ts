import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config/index.ts'
import type { Receipt } from '../../src/core/chat.ts'
import type { HouseEvent } from '../../src/core/house-events.ts'
import type { App } from '../../src/plugins/app.ts'
import { createLogger } from '../../src/plugins/logger.ts'
import { createCanary } from './canary.ts'
import { createSchema, probePostgres } from './databases.ts'
import { startNginx } from './nginx.ts'
import { probeRedis } from './redis.ts'

export const adminKey = 'plk_test-admin-key-of-the-tests'

export type Answer = { status: number; headers: Headers; text: string; json: any }

/** A whole server on a real socket, with an admin key, its receipts and everything it logged. Closed when the test ends. */
export type TestApp = {
  app: App
  /** Every process of it. */
  apps: readonly App[]
  /** `http://127.0.0.1:<port>` */
  url: string
  baseUrl: string
  receipts: Receipt[]
  /** What it announced. */
  events: HouseEvent[]
  lines: string[]
  call(method: string, path: string, options?: { body?: unknown; key?: string | undefined; headers?: Record<string, string> }): Promise<Answer>
  /** Adds a provider and returns its record as answered. Fails when refused. */
  addProvider(body: Record<string, unknown>): Promise<any>
}

export async function startApp (t: Pick<Test, 'teardown'>, environment: Record<string, string> = {}): Promise<TestApp> {
  const dataDir = environment['DATA_DIR'] ?? await mkdtemp(join(tmpdir(), 'parlance-test-'))
  const canary = createCanary(t)
  canary.plant(adminKey, environment['OPENAI_API_KEY'], environment['ANTHROPIC_API_KEY'], environment['ENCRYPTION_KEY'])
  const { lines } = canary
  const receipts: Receipt[] = []
  const events: HouseEvent[] = []
  const pair = process.env['TEST_PAIR'] !== undefined ? await preparePair(t, environment) : undefined
  const config = readConfig({ ...defaults, ...environment, ...pair, DATA_DIR: dataDir })
  const log = createLogger({ level: 'debug', isPretty: false, destination: { write: (line: string) => { lines.push(line) } } })
  const open = async (): Promise<App> => {
    const { app } = await buildApp({ config, log, onReceipt: receipt => { receipts.push(receipt) }, announce: event => { events.push(event) } })
    canary.watch(app.server)
    await app.listen({ port: 0, host: '127.0.0.1' })
    return app
  }
  const app = await open()
  const apps = pair === undefined ? [app] : [app, await open()]
  const ports = apps.map(({ server }) => (server.address() as AddressInfo).port)
  const urls = ports.map(port => `http://127.0.0.1:${port}`)
  const url = apps.length === 1 ? urls[0]! : await startNginx(t, urls)
  if (url === undefined) throw new Error('TEST_PAIR takes nginx (apt-get install nginx-light).')
  t.teardown(async () => {
    for (const each of apps) {
      each.server.closeAllConnections()
      await each.close()
    }
    if (environment['DATA_DIR'] === undefined) await rm(dataDir, { recursive: true, force: true })
  })

  const call: TestApp['call'] = async (method, path, { body, key = adminKey, headers = {} } = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: { ...key !== '' && { authorization: `Bearer ${key}` }, ...body !== undefined && { 'content-type': 'application/json' }, ...headers },
      ...body !== undefined && { body: typeof body === 'string' || body instanceof Uint8Array ? body as string : JSON.stringify(body) },
    })
    const text = await response.text()
    const json: any = readJson(text)
    if (path.includes('/providers')) canary.plant(...secretsOf(body))
    if (path.includes('/api-keys')) canary.plant(json?.secret)
    if (path.includes('/webhooks')) canary.plant(json?.secret)
    if (/\/(auth|users)\b/.test(path)) canary.plant(...passwordsOf(body), json?.accessToken, json?.refreshToken, ...cookiesOf(response))
    return { status: response.status, headers: response.headers, text, json }
  }
  return {
    app,
    apps,
    url,
    baseUrl: `${url}/api/v1`,
    receipts,
    events,
    lines,
    call,
    async addProvider (provider) {
      const { status, json, text } = await call('POST', '/api/v1/providers', { body: provider })
      if (status !== 201) throw new Error(`the provider was refused: ${text}`)
      return json
    },
  }
}

/** Whoever else tests on the machine makes the event loop late. */
const defaults = { NODE_ENV: 'test', OVERLOAD_LAG_MS: '0', ADMIN_API_KEY: adminKey, UPSTREAM_TIMEOUT_MS: '20000', AUTO_TITLE: 'words', UPSTREAM_RETRIES: '0', UPSTREAM_CIRCUITS: 'off', HEALTH_INTERVAL: '0' }

/** How many processes a server is. */
export const processes = process.env['TEST_PAIR'] === undefined ? 1 : 2

/** With TEST_PAIR a server is two behind nginx, on PostgreSQL and Redis: each request goes to the other one. */
const preparePair = async (t: Pick<Test, 'teardown'>, environment: Record<string, string>): Promise<Record<string, string>> => {
  const [postgres, redis] = await Promise.all([probePostgres(), probeRedis()])
  if (postgres === undefined || redis === undefined) throw new Error('TEST_PAIR takes PostgreSQL (TEST_DATABASE_URL) and Redis (TEST_REDIS_URL).')
  const dataDir = environment['DATA_DIR']
  // what is started again in the same folder finds its own database
  const url = environment['DATABASE_URL'] ?? (dataDir === undefined ? undefined : databases.get(dataDir)) ?? await createSchema(t, postgres)
  if (dataDir !== undefined) databases.set(dataDir, url)
  return { DATABASE_URL: url, REDIS_URL: environment['REDIS_URL'] ?? redis }
}

const databases = new Map<string, string>()

/** What a provider's form holds that must never come back. */
const secretsOf = (body: any): unknown[] => [body?.apiKey, ...Object.values(body?.headers ?? {})]

const passwordsOf = (body: unknown): unknown[] => Object.entries(body ?? {}).filter(([name]) => /password/i.test(name)).map(([, value]) => value)

const cookiesOf = ({ headers }: Response): (string | undefined)[] => headers.getSetCookie().map(cookie => /=([^;]+)/.exec(cookie)?.[1])

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
