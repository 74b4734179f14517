import { Type } from '@sinclair/typebox'
import type { Test } from 'tap'
import type { Receipt } from '../../src/core/chat.ts'
import { GatewayError } from '../../src/core/errors.ts'
import type { AliasChoice, Allowance, Directory, Observation, ProviderRecord, Target } from '../../src/core/ports.ts'
import { defineProvider, type Pricing, type Tongue } from '../../src/core/provider.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import { type AnswerHead, type Call, createGateway, type RetryPolicy } from '../../src/gateway/index.ts'
import { createTransport, type FetchMedia } from '../../src/transport/index.ts'
import { startUpstream } from '../helpers/replay-upstream.ts'
import { providerRecord } from '../storage/records.ts'

export type GatewayOptions = {
  /** What each provider speaks, by its name. Each has the upstream's address and its own name as the first step of every path. */
  providers: Record<string, Tongue | readonly [Tongue, ...Tongue[]]>
  aliases?: Record<string, Partial<AliasChoice> & Pick<AliasChoice, 'models'>>
  /** For every model. */
  pricing?: Pricing
  systemPrompt?: string
  maxConcurrency?: number
  /** What is special about a provider's record, by its name. */
  records?: Record<string, Partial<ProviderRecord>>
  /** How many tokens a model takes, by `<provider>/<model>`. */
  windows?: Record<string, number>
  retry?: RetryPolicy
  allowance?: Allowance
  random?: () => number
  /** Finds providers only after a while, as when their models have to be listed first. */
  isSlow?: boolean
  fetchMedia?: FetchMedia
}

/** How a call went: an answer with its text, or an error. */
export type Told = { head: AnswerHead | undefined; text: string; error: GatewayError | undefined; receipt: Receipt; readonly body: any }

const now = Date.parse('2026-11-21T09:30:15Z')

/** The engine without a server: providers on a real upstream, and a directory that a test can read from. */
export const startGateway = async (t: Test, { providers, aliases = {}, pricing, systemPrompt, maxConcurrency, records = {}, windows = {}, retry, allowance, random, isSlow = false, fetchMedia }: GatewayOptions) => {
  const upstream = await startUpstream(t)
  const transport = createTransport({ connectTimeoutMs: 2000 })
  const observations: Observation[] = []
  const targets = new Map<string, Target>()

  const find = (name: string): Target => {
    const known = targets.get(name)
    if (known !== undefined) return known
    const [provider = '', model = ''] = name.split('/')
    const speaks = providers[provider]
    if (speaks === undefined) throw new GatewayError('model_not_found', `Nobody serves ${name}.`, { param: 'model' })
    const target = { record: providerRecord({ id: `prv_${provider}`, name: provider, settings: { baseUrl: `${upstream.url}/${provider}` }, headers: {}, allowsPrivate: true, timeoutMs: 5000, maxConcurrency, ...records[provider] }), plugin: createPlugin(speaks), model }
    targets.set(name, target)
    return target
  }
  const directory: Directory = {
    resolve: name => isSlow ? new Promise(resolve => { setTimeout(resolve, 5) }).then(() => find(name)) : find(name),
    alias: name => Object.hasOwn(aliases, name) ? { systemPrompt: undefined, cacheTtlMs: undefined, ...aliases[name]! } : undefined,
    priceOf: () => pricing,
    windowOf: ({ record, model }) => windows[`${record.name}/${model}`],
    observe: observation => { observations.push(observation) },
  }
  const settled = new Map<string, (receipt: Receipt) => void>()
  const gateway = createGateway({
    directory,
    transport: fetchMedia === undefined ? transport : { ...transport, fetchMedia },
    clock: () => now,
    timeouts: { timeoutMs: 5000 },
    systemPrompt,
    retry,
    allowance,
    random,
    onReceipt: receipt => settled.get(receipt.requestId)?.(receipt),
  })
  t.teardown(() => { gateway.close(); return transport.close() })

  /** `body` is what the client sends, as text or as a value. */
  const begin = (body: string | object, { door = openaiChat, models, ...more }: Partial<Call> = {}) => {
    const raw = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
    const parsed = JSON.parse(raw.toString())
    const requestId = `req_${settled.size + 1}`
    const receipt = new Promise<Receipt>(resolve => { settled.set(requestId, resolve) })
    const over = Promise.withResolvers<GatewayError | undefined>()
    const told: Pick<Told, 'head' | 'text'> = { head: undefined, text: '' }
    const exchange = gateway.chat({
      requestId, route: '/test', door, createAnswerId: () => 'answer_1', raw, body: parsed, headers: {}, caller: undefined, attribution: undefined,
      models: models ?? [parsed.model], isStream: parsed.stream === true, includeUsage: false, isStrict: false, ...more,
    }, {
      onStart (head) { told.head = head },
      onBytes (bytes) { told.text += bytes.toString(); return true },
      onEnd (bytes) { told.text += bytes.toString(); over.resolve(undefined) },
      onFail: over.resolve,
    })
    const answer = async (): Promise<Told> => {
      const error = await over.promise
      return { ...told, error, receipt: await receipt, get body () { return JSON.parse(told.text) } }
    }
    return { exchange, receipt, answer }
  }

  return { upstream, gateway, observations, begin, ask: (body: string | object, call?: Partial<Call>): Promise<Told> => begin(body, call).answer() }
}

const createPlugin = (speaks: Tongue | readonly [Tongue, ...Tongue[]]) => defineProvider<any>({
  kind: 'test',
  settings: Type.Object({}),
  templates: [{ id: 'test', displayName: 'Test', baseUrl: 'https://example.com', docsUrl: 'https://example.com', requiresKey: false }],
  speaks: Array.isArray(speaks) ? speaks as [Tongue, ...Tongue[]] : [speaks as Tongue],
  address: ({ baseUrl }: { baseUrl: string }, { path }) => ({ url: baseUrl + path, headers: {} }),
})

/** A question in OpenAI's dialect. */
export const question = (more: object = {}) => ({ model: 'a/m', messages: [{ role: 'user', content: 'hello' }], ...more })
