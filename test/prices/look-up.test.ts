import { test } from 'tap'
import { createPrices } from '../../src/prices/index.ts'

const at = (time: string) => createPrices({ clock: () => Date.parse(time) })
const prices = at('2026-11-21T12:00:00Z')

const openai = { kind: 'openai', baseUrl: 'https://api.openai.com/v1' }
const anthropic = { kind: 'anthropic', baseUrl: 'https://api.anthropic.com/v1' }
const compatible = (baseUrl: string) => ({ kind: 'openai-compatible', baseUrl })
const huggingface = { kind: 'huggingface', baseUrl: 'https://router.huggingface.co/v1' }

// Written down by hand, as the services publish them.
const known: [object, string, object][] = [
  [openai, 'gpt-4o', { contextWindow: 128_000, pricing: { input: 2.5, output: 10, cacheRead: 1.25 } }],
  [openai, 'GPT-4o-mini', { contextWindow: 128_000, pricing: { input: 0.15, output: 0.6, cacheRead: 0.075 } }],
  [openai, 'text-embedding-3-small', { contextWindow: 8192, pricing: { input: 0.02 } }],
  [anthropic, 'claude-haiku-4-5-20251001', { contextWindow: 200_000, pricing: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 } }],
  [anthropic, 'claude-opus-4-5', { contextWindow: 200_000, pricing: { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 } }],
  [{ kind: 'gemini', baseUrl: 'https://generativelanguage.googleapis.com/v1beta' }, 'gemini-2.5-flash', { contextWindow: 1_048_576, pricing: { input: 0.3, output: 2.5, cacheRead: 0.03 } }],
  [compatible('https://api.groq.com/openai/v1'), 'llama-3.3-70b-versatile', { pricing: { input: 0.59, output: 0.79 } }],
  [compatible('https://api.x.ai/v1'), 'grok-4', { contextWindow: 256_000, pricing: { input: 3, output: 15, cacheRead: 0.75 } }],
  [huggingface, 'openai/gpt-oss-120b:groq', { contextWindow: 131_072, pricing: { input: 0.15, output: 0.75 } }],
  [{ ...huggingface, baseUrl: 'https://router.huggingface.co/groq/openai/v1' }, 'openai/gpt-oss-120b', { contextWindow: 131_072, pricing: { input: 0.15, output: 0.75 } }],
  [{ kind: 'openai', baseUrl: 'https://api.groq.com/openai/v1' }, 'llama-3.3-70b-versatile', { pricing: { input: 0.59, output: 0.79 } }],
  [{ kind: 'anthropic', baseUrl: 'https://gateway.acme.com/anthropic' }, 'claude-opus-4-5', { contextWindow: 200_000, pricing: { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 } }],
]

for (const [service, model, expected] of known) {
  const query = { ...service, model } as Parameters<typeof prices.lookUp>[0]
  test(`knows ${model} of ${query.kind} at ${query.baseUrl}`, async t => {
    t.strictSame(prices.lookUp(query), expected)
    t.strictSame(prices.lookUp(query), expected, 'and remembers it right')
  })
}

const unknown: [string, string, string][] = [
  ['openai', 'https://api.openai.com/v1', 'gpt-of-tomorrow'],
  ['openai', 'https://api.openai.com/v1', 'constructor'],
  ['openai', 'https://acme.openai.azure.com/openai/v1', 'gpt-4o'],
  ['openai', 'http://localhost:8000/v1', 'gpt-oss-20b'],
  ['openai', 'http://[::1]:8000/v1', 'gpt-oss-20b'],
  ['openai', 'http://gpu.internal/v1', 'gpt-oss-20b'],
  ['openai', 'http://192.168.0.7/v1', 'gpt-oss-20b'],
  ['openai-compatible', 'https://llm.acme.com/v1', 'gpt-4o'],
  ['openai-compatible', 'https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1', 'gpt-oss-20b'],
  ['ollama', 'http://localhost:11434', 'llama3.3'],
  ['ollama', 'https://ollama.com', 'gpt-oss-120b'],
  ['demo', 'https://demo.invalid/v1', 'parlance'],
  ['huggingface', 'https://router.huggingface.co/v1', 'openai/gpt-oss-120b'],
  ['huggingface', 'https://router.huggingface.co/v1', 'openai/gpt-oss-120b:cheapest'],
  ['huggingface', 'https://x1.us-east-1.aws.endpoints.huggingface.cloud/v1', 'openai/gpt-oss-120b'],
  ['constructor', 'https://llm.acme.com', 'gpt-4o'],
  ['openai', 'no address', 'gpt-4o'],
]

for (const [kind, baseUrl, model] of unknown) {
  test(`knows nothing of ${model} of ${kind} at ${baseUrl}`, async t => t.equal(prices.lookUp({ kind, baseUrl, model }), undefined))
}

test('tells the context, and no price, where every answer costs more than its tokens', async t => {
  t.strictSame(prices.lookUp({ ...compatible('https://api.perplexity.ai'), model: 'sonar' }), { contextWindow: 128_000 })
})

test('has a longer prompt cost more where it does', async t => {
  const { pricing } = prices.lookUp({ kind: 'gemini', baseUrl: 'https://generativelanguage.googleapis.com/v1beta', model: 'gemini-2.5-pro' }) ?? {}
  t.strictSame(pricing, { input: 1.25, output: 10, cacheRead: 0.125, tiers: [{ above: 200_000, input: 2.5, output: 15, cacheRead: 0.25 }] })
})

test('lets a price change on its day, while it is remembered', async t => {
  let now = Date.parse('2025-06-09T23:59:59Z')
  const { lookUp } = createPrices({ clock: () => now })
  t.strictSame(lookUp({ ...openai, model: 'o3' })?.pricing, { input: 10, output: 40, cacheRead: 0.5 })
  now += 1000
  t.strictSame(lookUp({ ...openai, model: 'o3' })?.pricing, { input: 2, output: 8, cacheRead: 0.5 })
})

for (const [time, input] of [['00:59', 0.22], ['01:00', 0.44], ['03:59', 0.44], ['04:00', 0.22], ['06:00', 0.44], ['10:00', 0.22]] as const) {
  test(`has DeepSeek’s rates of the hour at ${time} UTC`, async t => {
    const { pricing } = at(`2026-11-21T${time}:00Z`).lookUp({ ...compatible('https://api.deepseek.com'), model: 'deepseek-v4-flash' }) ?? {}
    t.equal(pricing?.input, input)
  })
}

test('looks up no endless name', async t => {
  t.ok(prices.lookUp({ ...anthropic, model: `claude-2${'x'.repeat(200)}` }))
  t.equal(prices.lookUp({ ...anthropic, model: `claude-2${'x'.repeat(300)}` }), undefined)
})
