import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Type } from '@sinclair/typebox'
import type { Test } from 'tap'
import type { UpstreamDialect } from '../../src/core/dialect.ts'
import { GatewayError } from '../../src/core/errors.ts'
import type { AliasRecord, AliasStore, Log, Principal, ProviderRecord, ProviderStore } from '../../src/core/ports.ts'
import { defineProvider, type Provider } from '../../src/core/provider.ts'
import { createRegistry, type RegistryOptions } from '../../src/registry/index.ts'
import { createTransport } from '../../src/transport/index.ts'

/** The registry reads no bodies, so of a dialect it only sees the path. */
const dialect = { id: 'test', path: '/chat/completions' } as UpstreamDialect

const template = (id: string, baseUrl: string) => ({ id, displayName: id, baseUrl, docsUrl: 'https://example.com', requiresKey: true })

const keyed = Type.Object({ baseUrl: Type.String({ default: 'https://api.acme.example/v1' }), apiKey: Type.Optional(Type.String()) })

const listModels: Provider['models'] = async ({ baseUrl, apiKey }, { fetchJson }) => {
  const answer = await fetchJson(baseUrl + '/models', { headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {} }) as { data: { id: string }[] }
  return answer.data.map(({ id }) => ({ id }))
}

const bearer: Provider['address'] = ({ baseUrl, apiKey }, { path }) => ({ url: baseUrl + path, headers: apiKey ? { Authorization: `Bearer ${apiKey}` } : {} })

export const acme = defineProvider<any>({
  kind: 'acme',
  settings: keyed,
  templates: [template('acme', 'https://api.acme.example/v1'), template('acme-eu', 'https://eu.acme.example/v1')],
  environment: { apiKey: 'ACME_API_KEY', baseUrl: 'ACME_BASE_URL' },
  speaks: [{ dialect }],
  address: bearer,
  models: listModels,
})

/** Needs a key, has settings of its own, and builds its address from one of them. */
export const regional = defineProvider<any>({
  kind: 'regional',
  settings: Type.Object({
    baseUrl: Type.String({ default: 'https://regional.example/v1' }),
    apiKey: Type.String({ minLength: 8 }),
    region: Type.Optional(Type.String({ pattern: '^[a-z]+$' })),
    weight: Type.Optional(Type.Integer({ default: 3 })),
    proof: Type.Optional(Type.String({ writeOnly: true })),
  }),
  templates: [template('regional', 'https://regional.example/v1')],
  environment: { apiKey: 'REGIONAL_API_KEY', baseUrl: 'REGIONAL_URL' },
  speaks: [{ dialect }],
  address: ({ baseUrl, apiKey, region }: Record<string, string>, { path }) => ({ url: region ? `https://${region}.regional.example${path}` : baseUrl + path, headers: { 'x-key': apiKey ?? '' } }),
  models: listModels,
})

/** Lists no models. */
export const silent = defineProvider<any>({
  kind: 'silent',
  settings: keyed,
  templates: [template('silent', 'https://silent.example')],
  speaks: [{ dialect }],
  address: bearer,
})

export const demo = defineProvider<any>({
  kind: 'demo',
  settings: Type.Object({}),
  templates: [template('demo', 'https://demo.invalid')],
  speaks: [{ dialect }],
  address: () => { throw new Error('is never asked') },
  models: async () => [{ id: 'parlance', contextWindow: 8192 }],
  answer: () => ({ status: 200, headers: {}, body: [] }),
})

/** The shape that an error must have, for `t.throws` and `t.rejects`. */
export const like = (shape: object) => shape as Error

export const admin: Principal = { type: 'key', id: 'key_admin', name: 'admin', scopes: ['admin'], isAdmin: true, limits: undefined }
export const operator: Principal = { type: 'key', id: 'key_operator', name: 'operator', scopes: ['providers'], isAdmin: false, limits: undefined }

export type MemoryStore = ProviderStore & { rows: Map<string, ProviderRecord> }

/** Copies what it takes and gives, as a database does. */
export const createMemoryStore = (records: ProviderRecord[] = []): MemoryStore => {
  const rows = new Map(records.map(record => [record.id, record]))
  const refuseTaken = (record: ProviderRecord) => {
    for (const row of rows.values()) {
      if (row.name === record.name && row.id !== record.id) throw new GatewayError('conflict', 'taken', { param: 'name' })
    }
  }
  return {
    rows,
    async insert (record) {
      refuseTaken(record)
      rows.set(record.id, structuredClone(record))
    },
    all: async () => structuredClone([...rows.values()]),
    async replace (record) {
      refuseTaken(record)
      if (!rows.has(record.id)) return false
      rows.set(record.id, structuredClone(record))
      return true
    },
    remove: async id => rows.delete(id),
  }
}

/** The same for aliases. */
export const createMemoryAliasStore = (): AliasStore => {
  const rows = new Map<string, AliasRecord>()
  return {
    all: async () => structuredClone([...rows.values()]),
    async put (record) {
      const stored = { ...record, createdAt: rows.get(record.name)?.createdAt ?? record.createdAt }
      rows.set(record.name, structuredClone(stored))
      return stored
    },
    remove: async name => rows.delete(name),
  }
}

export const createLog = () => {
  const lines: { level: string; fields: object; message: string | undefined }[] = []
  const write = (level: string) => (fields: object, message?: string) => { lines.push({ level, fields, message }) }
  const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  return { log, lines }
}

export const startServer = async (t: Test, listener: RequestListener): Promise<string> => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A server with a list of models that a test may change, counting what it was asked. */
export const startUpstream = async (t: Test, models: string[]) => {
  const upstream = { url: '', models, status: 200, requests: [] as IncomingMessage[], hold: undefined as Promise<void> | undefined }
  const origin = await startServer(t, async (request, response) => {
    upstream.requests.push(request)
    await upstream.hold
    response.writeHead(upstream.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ data: upstream.models.map(id => ({ id })) }))
  })
  upstream.url = origin + '/v1'
  return upstream
}

/** A started registry with a clock that only the test moves, and the real outgoing HTTP. */
export const startRegistry = async (t: Test, more: Partial<RegistryOptions> & { store?: MemoryStore } = {}) => {
  const transport = createTransport({ connectTimeoutMs: 2000 })
  t.teardown(() => transport.close())
  const time = { now: Date.parse('2026-11-21T09:30:00Z') }
  const { log, lines } = createLog()
  const store = more.store ?? createMemoryStore()
  const registry = createRegistry({
    plugins: [demo, acme, regional, silent],
    createFetchJson: transport.fetchJson,
    clock: () => time.now,
    log,
    environment: {},
    modelCacheTtlMs: 300_000,
    defaultTimeoutMs: 2000,
    aliasStore: createMemoryAliasStore(),
    ...more,
    store,
  })
  await registry.start()
  return { registry, store, time, lines }
}
