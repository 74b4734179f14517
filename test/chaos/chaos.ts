// Providers that fail at random behind one alias, and clients that count.
import { adminKey, startApp } from '../helpers/app.ts'
import { type Received, type Reply, startUpstream } from '../helpers/replay-upstream.ts'
import { type Way, ways } from '../helpers/two-paths.ts'
import type { Receipt } from '../../src/core/chat.ts'
import { add, type Bill, billOf, nothing } from './billing.ts'
import { chance } from './chance.ts'
import { ask, type Outcome } from './client.ts'
import { answer, troubles } from './troubles.ts'

export type ChaosOptions = {
  requests: number
  /** How many at a time. */
  clients: number
  /** How many of all replies go wrong, from 0 to 1. */
  faults: number
  seed: number
  /** How patient the gateway is. */
  firstTokenMs: number
}

export type Result = {
  outcomes: Outcome[]
  receipts: Receipt[]
  /** What providers have told the receipts, failed attempts included, and what the providers say. */
  ledger: Bill
  upstreams: Bill
  /** What the receipts say on top of that, of answers that broke off. */
  estimated: Bill
  /** Whole answers given by providers, by request: more than one would be billed twice. */
  served: Map<number, number>
  faults: Map<string, number>
  seconds: number
}

const providers = ways.length === 2 ? [ways[0]!, ways[1]!, ways[0]!, ways[1]!, ways[0]!] : []
const words = (n: number): string[] => ['The ', 'answer ', 'to ', 'question ', String(n), ' is ', String(n * 7), '.']

const numberOf = ({ parsed }: Received): number => {
  const { content } = parsed.messages.at(-1)
  return Number((typeof content === 'string' ? content : content[0].text).split(' ').at(-1))
}

export async function runChaos (t: { teardown(end: () => unknown): unknown }, { requests, clients, faults, seed, firstTokenMs }: ChaosOptions): Promise<Result> {
  const server = await startApp(t as Parameters<typeof startApp>[0], { UPSTREAM_CIRCUITS: 'on', UPSTREAM_RETRIES: '2', LOG_LEVEL: 'error' })
  const served = new Map<number, number>()
  const happened = new Map<string, number>()
  let upstreams: Bill = nothing

  const script = (name: string, way: Way) => {
    const tries = new Map<number, number>()
    return async (request: Received): Promise<Reply> => {
      const n = numberOf(request)
      const isStream = request.parsed.stream === true
      const attempt = (tries.get(n) ?? 0) + 1
      tries.set(n, attempt)
      const scene = { way, isStream, texts: words(n) }
      const fault = chance(seed, name, n, attempt, 'fails') < faults ? pick(Object.keys(troubles), chance(seed, name, n, attempt, 'how')) : undefined
      const reply = fault === undefined ? answer(scene, { delayMs: 2 + Math.floor(20 * chance(seed, name, n, 'thinks')) }) : troubles[fault]!(scene)
      if (fault === undefined) served.set(n, (served.get(n) ?? 0) + 1)
      else happened.set(fault, (happened.get(fault) ?? 0) + 1)
      upstreams = add(upstreams, billOf(reply))
      return reply
    }
  }

  const targets: { model: string }[] = []
  for (const [index, way] of providers.entries()) {
    const name = `p${index + 1}`
    const upstream = await startUpstream(t)
    upstream.on(way.path, script(name, way))
    await server.addProvider({ name, kind: way.kind, baseUrl: `${upstream.url}/v1`, apiKey: `sk-chaos-${name}-0123456789`, models: ['m'], timeoutMs: Math.max(1000, firstTokenMs), firstTokenTimeoutMs: firstTokenMs, totalTimeoutMs: 2 * firstTokenMs })
    targets.push({ model: `${name}/m` })
  }
  await server.call('PUT', '/api/v1/aliases/any', { body: { targets, strategy: 'weighted' } })

  const outcomes: Outcome[] = []
  let next = 0
  const startedAt = performance.now()
  const client = async (): Promise<void> => {
    while (next < requests) {
      const n = next++
      outcomes[n] = await ask({
        baseUrl: server.baseUrl,
        key: adminKey,
        question: `Answer question ${n}`,
        expected: words(n).join(''),
        isStream: chance(seed, n, 'stream') < 0.5,
        door: chance(seed, n, 'door') < 0.5 ? 'openai' : 'anthropic',
      })
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  const { receipts } = server
  return { outcomes, receipts, ledger: receipts.reduce((sum, receipt) => add(sum, usedBy(receipt)), nothing), upstreams, estimated: receipts.reduce((sum, receipt) => add(sum, estimatedBy(receipt)), nothing), served, faults: happened, seconds: (performance.now() - startedAt) / 1000 }
}

const toBill = (used: Receipt['usage']): Bill => ({ input: used?.inputTokens ?? 0, output: used?.outputTokens ?? 0 })

/** Of the target that answered, and of those that had reported something before they failed. */
const usedBy = ({ reported, attempts }: Receipt): Bill => [reported, ...attempts.map(attempt => attempt.usage)]
  .reduce((sum, used) => add(sum, toBill(used)), nothing)

/** What nobody has counted. */
const estimatedBy = ({ usage, reported }: Receipt): Bill => {
  const [all, told] = [toBill(usage), toBill(reported)]
  return { input: all.input - told.input, output: all.output - told.output }
}

const pick = <T>(things: readonly T[], at: number): T => things[Math.floor(at * things.length)]!
