import { readFileSync } from 'node:fs'
import { test } from 'tap'
import type { FetchJson, ModelInfo } from '../../src/core/provider.ts'
import anthropic from '../../src/providers/anthropic/index.ts'
import huggingface from '../../src/providers/huggingface/index.ts'
import { readModels } from '../../src/providers/model-listing.ts'
import ollama from '../../src/providers/ollama/index.ts'
import openaiCompatible from '../../src/providers/openai-compatible/index.ts'
import openai from '../../src/providers/openai/index.ts'
import { json, startUpstream } from '../helpers/replay-upstream.ts'

const listing = (name: string): any => JSON.parse(readFileSync(new URL(`listings/${name}.json`, import.meta.url), 'utf8'))

const fetchJson: FetchJson = async (url, { method = 'GET', headers = {}, body } = {}) => {
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return response.json()
}

const apiKey = 'sk-canary'
const expected: Record<string, ModelInfo[]> = {
  groq: [{ id: 'llama-3.3-70b-versatile', created: 1733447754, ownedBy: 'Meta', contextWindow: 131072, maxOutputTokens: 32768 }],
  openrouter: [
    { id: 'anthropic/claude-sonnet-4', displayName: 'Anthropic: Claude Sonnet 4', created: 1747930371, contextWindow: 1000000, maxOutputTokens: 64000, capabilities: ['streaming', 'tools', 'vision', 'json', 'reasoning'], pricing: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 } },
    { id: 'openrouter/auto', displayName: 'Auto Router', created: 1699401600, contextWindow: 2000000, capabilities: ['streaming'] },
  ],
  together: [{ id: 'meta-llama/Llama-3.3-70B-Instruct-Turbo', displayName: 'Meta Llama 3.3 70B Instruct Turbo', created: 1733466629, ownedBy: 'Meta', contextWindow: 131072, pricing: { input: 0.88, output: 0.88 } }],
  mistral: [{ id: 'mistral-small-latest', displayName: 'mistral-small-2506', created: 1760000000, ownedBy: 'mistralai', contextWindow: 131072, capabilities: ['streaming', 'tools', 'vision'] }],
  vllm: [{ id: 'Qwen/Qwen2.5-7B-Instruct', created: 1760000000, ownedBy: 'vllm', contextWindow: 32768 }],
  'llama-cpp': [{ id: 'qwen2.5-0.5b.gguf', created: 1760000000, ownedBy: 'llamacpp', contextWindow: 32768 }],
  'lm-studio': [{ id: 'qwen2-vl-7b-instruct', contextWindow: 32768, capabilities: ['streaming', 'tools', 'vision'] }],
  fireworks: [{ id: 'accounts/fireworks/models/llama-v3p3-70b-instruct', created: 1733442103, ownedBy: 'fireworks', contextWindow: 131072, capabilities: ['streaming', 'tools'] }],
  deepseek: [{ id: 'deepseek-chat', ownedBy: 'deepseek' }, { id: 'deepseek-reasoner', ownedBy: 'deepseek' }],
  xai: [{ id: 'grok-4.3', created: 1777000000, ownedBy: 'xai', contextWindow: 1000000, capabilities: ['streaming', 'reasoning'] }],
  cerebras: [{ id: 'gpt-oss-120b', created: 1721692800, ownedBy: 'Cerebras' }],
}

for (const [name, models] of Object.entries(expected)) {
  test(`reads the listing of ${name}`, async t => {
    const upstream = await startUpstream(t, { 'GET /v1/models': json(listing(name)) })
    t.same(await openaiCompatible.models?.({ baseUrl: upstream.url + '/v1/', apiKey }, { fetchJson }), models)
    t.equal(upstream.last().headers.authorization, 'Bearer sk-canary')
  })
}

test('needs no key for a local listing', async t => {
  const upstream = await startUpstream(t, { 'GET /v1/models': json(listing('vllm')) })
  t.same(await openaiCompatible.models?.({ baseUrl: upstream.url + '/v1' }, { fetchJson }), expected['vllm'])
  t.equal(upstream.last().headers.authorization, undefined)
})

test('knows the models of a service without a listing', async t => {
  const models = await openaiCompatible.models?.({ baseUrl: 'https://api.perplexity.ai', apiKey }, { fetchJson: () => { throw new Error('asked') } })
  t.ok(models?.some(({ id }) => id === 'sonar-pro'))
})

test('lists OpenAI’s chat models only', async t => {
  const upstream = await startUpstream(t, { 'GET /v1/models': json(listing('openai')) })
  const models = await openai.models?.({ baseUrl: upstream.url, apiKey, organization: 'org-1', project: 'proj-1' }, { fetchJson })
  t.same(models, [{ id: 'gpt-4.1-mini', created: 1744318173, ownedBy: 'system' }, { id: 'o4-mini', created: 1744225351, ownedBy: 'system' }])
  t.match(upstream.last().headers, { authorization: 'Bearer sk-canary', 'openai-organization': 'org-1', 'openai-project': 'proj-1' })
})

test('reads every page of Anthropic’s listing', async t => {
  const upstream = await startUpstream(t)
  upstream.on('GET /v1/models', ({ query }) => json(listing(query.get('after_id') === 'claude-sonnet-4-20250514' ? 'anthropic-2' : 'anthropic-1')))
  t.same(await anthropic.models?.({ baseUrl: upstream.url, apiKey }, { fetchJson }), [
    { id: 'claude-opus-4-6', ownedBy: 'anthropic', displayName: 'Claude Opus 4.6', created: 1770163200, contextWindow: 200000, maxOutputTokens: 128000, capabilities: ['streaming', 'tools', 'vision', 'json', 'reasoning'] },
    { id: 'claude-sonnet-4-20250514', ownedBy: 'anthropic', displayName: 'Claude Sonnet 4', created: 1747872000, capabilities: ['streaming', 'tools', 'vision'] },
    { id: 'claude-3-haiku-20240307', ownedBy: 'anthropic', displayName: 'Claude Haiku 3', capabilities: ['streaming', 'tools', 'vision'] },
  ])
  t.equal(upstream.requests.length, 2)
  t.match(upstream.last().headers, { 'x-api-key': 'sk-canary', 'anthropic-version': '2023-06-01' })
})

test('stops asking an Anthropic listing that goes round in circles', async t => {
  const upstream = await startUpstream(t, { 'GET /v1/models': json(listing('anthropic-1')) })
  t.equal((await anthropic.models?.({ baseUrl: upstream.url, apiKey }, { fetchJson }))?.length, 4)
})

test('lists what Ollama has, with what each model can do', async t => {
  const upstream = await startUpstream(t, { 'GET /api/tags': json(listing('ollama')) })
  upstream.on('POST /api/show', ({ parsed }) => {
    const shown = listing('ollama-show')[parsed.model]
    return shown === undefined ? json({ error: 'model not found' }, { status: 404 }) : json(shown)
  })
  t.same(await ollama.models?.({ baseUrl: upstream.url + '/' }, { fetchJson }), [
    { id: 'qwen3:8b', ownedBy: 'qwen3', created: 1777941464, contextWindow: 40960, capabilities: ['streaming', 'tools', 'json', 'reasoning'] },
    { id: 'mystery:latest', ownedBy: 'llama', created: 1777916264 },
  ])
})

test('asks Ollama for no details when there are very many models', async t => {
  const models = Array.from({ length: 33 }, (_, index) => ({ model: `m${index}` }))
  const upstream = await startUpstream(t, { 'GET /api/tags': json({ models }) })
  t.equal((await ollama.models?.({ baseUrl: upstream.url }, { fetchJson }))?.length, 33)
  t.equal(upstream.requests.length, 1)
})

test('lists what Hugging Face’s router can reach, a price only when all providers agree, and what each of several has', async t => {
  const upstream = await startUpstream(t, { 'GET /v1/models': json(listing('huggingface')) })
  const shared = { created: 1755774000, ownedBy: 'deepseek-ai' }
  t.same(await huggingface.models?.({ baseUrl: upstream.url, apiKey }, { fetchJson }), [
    { ...shared, id: 'deepseek-ai/DeepSeek-V3.1', contextWindow: 131072, capabilities: ['streaming', 'tools', 'json'] },
    { ...shared, id: 'deepseek-ai/DeepSeek-V3.1:novita', contextWindow: 131072, capabilities: ['streaming', 'tools'], pricing: { input: 0.27, output: 1 } },
    { ...shared, id: 'deepseek-ai/DeepSeek-V3.1:together', contextWindow: 128000, capabilities: ['streaming', 'tools', 'json'], pricing: { input: 0.6, output: 1.7 } },
    { id: 'zai-org/GLM-4.5V', created: 1754900000, ownedBy: 'zai-org', contextWindow: 65536, capabilities: ['streaming', 'vision'], pricing: { input: 0.6, output: 1.8 } },
  ])
})

test('reads a Hugging Face endpoint’s own listing', async t => {
  const upstream = await startUpstream(t, { 'GET /v1/models': json(listing('vllm')) })
  t.same(await huggingface.models?.({ baseUrl: upstream.url, apiKey }, { fetchJson }), expected['vllm'])
})

test('throws for what is no listing, and skips what is no model', async t => {
  for (const odd of [null, 'text', 7, {}, { data: {} }, { error: { message: 'no' } }]) {
    t.throws(() => readModels(odd), { name: 'GatewayError' })
  }
  t.same(readModels([null, 7, {}, { id: 5 }, { id: '' }, { id: 'a', created: 'x', context_length: -1, capabilities: null, pricing: 'free', architecture: null }]), [{ id: 'a', capabilities: ['streaming'] }])
})
