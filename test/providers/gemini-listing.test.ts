import { test } from 'tap'
import type { FetchJson } from '../../src/core/provider.ts'
import gemini from '../../src/providers/gemini/index.ts'
import { json, startUpstream } from '../helpers/replay-upstream.ts'

const apiKey = 'AIzaCanary'
const fetchJson: FetchJson = async (url, { headers = {} } = {}) => (await fetch(url, { headers })).json()

const chat = ['generateContent', 'countTokens', 'createCachedContent', 'batchGenerateContent']
const pages: Record<string, object> = {
  '': {
    models: [
      { name: 'models/gemini-2.5-flash', version: '001', displayName: 'Gemini 2.5 Flash', inputTokenLimit: 1048576, outputTokenLimit: 65536, supportedGenerationMethods: chat, temperature: 1, thinking: true },
      { name: 'models/gemini-2.0-flash', displayName: 'Gemini 2.0 Flash', inputTokenLimit: 1048576, outputTokenLimit: 8192, supportedGenerationMethods: chat },
      { name: 'models/gemini-2.5-flash-preview-tts', displayName: 'Gemini 2.5 Flash Preview TTS', inputTokenLimit: 8192, outputTokenLimit: 16384, supportedGenerationMethods: chat },
      { name: 'models/gemini-2.5-flash-image', displayName: 'Nano Banana', inputTokenLimit: 32768, outputTokenLimit: 32768, supportedGenerationMethods: chat },
      { name: 'models/imagen-4.0-generate-001', supportedGenerationMethods: ['predict'] },
      { name: 'models/gemini-live-2.5-flash-preview', supportedGenerationMethods: ['bidiGenerateContent'] },
    ],
    nextPageToken: 'a b',
  },
  'a b': {
    models: [
      { name: 'models/gemma-3-27b-it', displayName: 'Gemma 3 27B', inputTokenLimit: 131072, outputTokenLimit: 8192, supportedGenerationMethods: ['generateContent', 'countTokens'] },
      { name: 'models/gemini-embedding-001', displayName: 'Gemini Embedding 001', inputTokenLimit: 2048, outputTokenLimit: 1, supportedGenerationMethods: ['embedContent', 'countTokens'] },
      { displayName: 'nameless', supportedGenerationMethods: chat }, { name: 'models/odd' }, null,
    ],
  },
}

test('reads every page of Google’s listing, the key in a header', async t => {
  const upstream = await startUpstream(t)
  upstream.on('GET /v1beta/models', ({ query }) => json(pages[query.get('pageToken') ?? '']))
  t.same(await gemini.models?.({ baseUrl: upstream.url, apiKey }, { fetchJson }), [
    { id: 'gemini-2.5-flash', ownedBy: 'google', displayName: 'Gemini 2.5 Flash', contextWindow: 1048576, maxOutputTokens: 65536, capabilities: ['streaming', 'tools', 'vision', 'json', 'reasoning'] },
    { id: 'gemini-2.0-flash', ownedBy: 'google', displayName: 'Gemini 2.0 Flash', contextWindow: 1048576, maxOutputTokens: 8192, capabilities: ['streaming', 'tools', 'vision', 'json'] },
    { id: 'gemini-2.5-flash-image', ownedBy: 'google', displayName: 'Nano Banana', contextWindow: 32768, maxOutputTokens: 32768, capabilities: ['streaming', 'vision'] },
    { id: 'gemma-3-27b-it', ownedBy: 'google', displayName: 'Gemma 3 27B', contextWindow: 131072, maxOutputTokens: 8192, capabilities: ['streaming'] },
    { id: 'gemini-embedding-001', ownedBy: 'google', displayName: 'Gemini Embedding 001', contextWindow: 2048, capabilities: ['embeddings'] },
  ])
  t.same(upstream.requests.map(({ query }) => query.get('pageSize')), ['1000', '1000'])
  t.ok(upstream.requests.every(({ headers, query }) => headers['x-goog-api-key'] === apiKey && !query.has('key')))
})

test('stops asking a listing that goes round in circles', async t => {
  const upstream = await startUpstream(t, { 'GET /v1beta/models': json(pages['']) })
  await gemini.models?.({ baseUrl: upstream.url, apiKey }, { fetchJson })
  t.equal(upstream.requests.length, 2)
})

const address = (baseUrl: string, model: string, more: object = {}) => gemini.address({ baseUrl, apiKey }, { path: ':generateContent', model, stream: false, ...more })
const root = 'https://generativelanguage.googleapis.com/v1beta'

test('is reached whichever of its addresses is given', async t => {
  for (const end of ['', '/', '/models', '/models/gemini-2.5-flash:streamGenerateContent', '/openai', '/openai/', '/openai/chat/completions']) {
    t.equal(address(root + end, 'm').url, `${root}/models/m:generateContent`, end)
  }
  t.equal(address('https://generativelanguage.googleapis.com', 'm').url, `${root}/models/m:generateContent`)
  t.equal(address('https://proxy.example.com/google/v1', 'm').url, 'https://proxy.example.com/google/v1/models/m:generateContent')
})

const models: Record<string, string> = {
  'gemini-2.5-flash': '/models/gemini-2.5-flash',
  'models/gemini-2.5-flash': '/models/gemini-2.5-flash',
  'tunedModels/my-model': '/tunedModels/my-model',
  'models/': '/models/models%2F',
  '../../v1/projects': '/models/..%2F..%2Fv1%2Fprojects',
  'models/../files/a?key=b#c': '/models/..%2Ffiles%2Fa%3Fkey%3Db%23c',
  'a:deleteModel': '/models/a%3AdeleteModel',
  'größe 🍌': '/models/gr%C3%B6%C3%9Fe%20%F0%9F%8D%8C',
  '\ud83d': '/models/%EF%BF%BD',
}
for (const [model, path] of Object.entries(models)) {
  test(`the model ${JSON.stringify(model)} is one piece of the address`, async t => {
    const { url } = address(root, model)
    t.equal(url, `${root}${path}:generateContent`)
    t.equal(new URL(url).href, url, 'and stays what it is')
  })
}

test('a stream has a verb of its own, vectors too', async t => {
  t.equal(address(root, 'm', { stream: true }).url, `${root}/models/m:streamGenerateContent?alt=sse`)
  t.equal(address(root, 'm', { path: ':batchEmbedContents' }).url, `${root}/models/m:batchEmbedContents`)
  t.same(address(root, 'm').headers, { 'x-goog-api-key': apiKey })
})
