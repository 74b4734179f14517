import { test } from 'tap'
import type { ChatRequest, Part } from '../../src/core/chat.ts'
import { GatewayError } from '../../src/core/errors.ts'
import { tongue } from '../../src/core/provider.ts'
import { anthropicMessages } from '../../src/dialects/anthropic-messages/index.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import { inlineMedia } from '../../src/gateway/media.ts'
import type { FetchMedia } from '../../src/transport/index.ts'
import { ways } from '../helpers/two-paths.ts'
import { question, startGateway } from './setup.ts'

const [openai, anthropic] = ways as [typeof ways[0], typeof ways[0]]
/** Providers that take no addresses, and one that does. */
const providers = { a: tongue(openaiChat, { takesUrls: false }), c: tongue(anthropicMessages, { takesUrls: false }), open: tongue(openaiChat) }

const bytes = Buffer.from('cat')
const createFetch = (mediaType = 'image/png') => {
  const urls: string[] = []
  const fetchMedia: FetchMedia = async url => {
    urls.push(url)
    return { mediaType, data: bytes, host: 'example.org' }
  }
  return { urls, fetchMedia }
}

const image = (url: string) => ({ type: 'image_url', image_url: { url, detail: 'low' } })
const picture = (model: string, ...urls: string[]) => question({ model, messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, ...urls.map(image)] }], seed: 7, x_own: { deep: [1] } })
const cat = 'https://example.org/cat.png'

test('an image is fetched for a provider of the same dialect that takes no addresses; all else travels, and the answer is relayed', async t => {
  const { urls, fetchMedia } = createFetch()
  const { upstream, ask } = await startGateway(t, { providers, fetchMedia })
  upstream.on('/a/chat/completions', openai.whole('a cat'))
  const { receipt, body } = await ask(picture('a/m', cat, 'data:image/gif;base64,R0lG', cat))
  t.same(urls, [cat], 'each address once')
  const data = `data:image/png;base64,${bytes.toString('base64')}`
  t.match(upstream.last().parsed, {
    model: 'm',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, { image_url: { url: data, detail: 'low' } }, { image_url: { url: 'data:image/gif;base64,R0lG' } }, { image_url: { url: data } }] }],
    seed: 7,
    x_own: { deep: [1] },
  })
  t.match(receipt, { status: 'ok', path: 'relay', warnings: [] })
  t.equal(body.choices[0].message.content, 'a cat')
})

test('an image is fetched for a provider of another dialect too', async t => {
  const { fetchMedia } = createFetch()
  const { upstream, ask } = await startGateway(t, { providers, fetchMedia, systemPrompt: 'Look well.' })
  upstream.on('/c/messages', anthropic.whole('a cat'))
  await ask(picture('c/m', cat))
  t.match(JSON.stringify(upstream.last().parsed.system), /Look well/)
  t.match(upstream.last().parsed, { messages: [{ content: [{ type: 'text' }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: bytes.toString('base64') } }] }] })
})

test('nothing is fetched where addresses are taken, or where there are none', async t => {
  const { urls, fetchMedia } = createFetch()
  const { upstream, ask } = await startGateway(t, { providers, fetchMedia })
  for (const path of ['/open/chat/completions', '/a/chat/completions']) upstream.on(path, openai.whole('hi'))
  await ask(picture('open/m', cat))
  t.match(upstream.last().parsed.messages[0].content[1], image(cat))
  const text = ' {"model":"a/m", "messages":[ {"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lG"}}]} ], "top_p":1.0}'
  await ask(text)
  t.equal(upstream.last().body.toString().trim(), text.replace('"a/m"', '"m"').trim(), 'then the bytes are the client’s own')
  t.same(urls, [])
})

test('a fallback may take the address that the first provider did not', async t => {
  const { urls, fetchMedia } = createFetch()
  const { upstream, ask } = await startGateway(t, { providers, fetchMedia })
  upstream.on('/a/chat/completions', openai.error(503, 'loading'))
  upstream.on('/open/chat/completions', openai.whole('a cat'))
  await ask(picture('a/m', cat), { models: ['a/m', 'open/m'] })
  t.match(upstream.last().parsed.messages[0].content[1], image(cat))
  t.same(urls, [cat])
})

test('what cannot be fetched is the client’s to mend: 400, no other target, nothing said of the provider', async t => {
  const fetchMedia = async () => { throw new GatewayError('media_unreachable', 'example.org: it answered 404.') }
  const { upstream, ask, observations } = await startGateway(t, { providers, fetchMedia, maxConcurrency: 1 })
  upstream.on('/a/chat/completions', openai.whole('hi'))
  t.match(await ask(picture('a/m', cat), { models: ['a/m', 'open/m'] }), { error: { kind: 'media_unreachable', status: 400, message: 'example.org: it answered 404.' }, receipt: { status: 'failed', attempts: [{ provider: 'a', error: 'media_unreachable' }] } })
  t.equal(upstream.requests.length, 0)
  t.same(observations, [])
  t.match(await ask(question()), { error: undefined }, 'and its place was given back')
})

for (const how of ['goes away', 'is sent away'] as const) {
  test(`a client that ${how} meanwhile stops the fetch, and the place is given back`, async t => {
    const asked = Promise.withResolvers<AbortSignal>()
    let isFirst = true
    const fetchMedia: FetchMedia = (_url, _budget, signal) => new Promise((resolve, reject) => {
      if (!isFirst) return resolve({ mediaType: 'image/png', data: bytes, host: 'example.org' })
      isFirst = false
      asked.resolve(signal!)
      signal!.addEventListener('abort', () => reject(new GatewayError('media_unreachable', 'stopped')))
    })
    const { upstream, gateway, begin, ask, observations } = await startGateway(t, { providers, fetchMedia, maxConcurrency: 1 })
    upstream.on('/a/chat/completions', openai.whole('hi'))
    const { exchange, receipt } = begin(picture('a/m', cat))
    const signal = await asked.promise
    if (how === 'goes away') exchange.abort()
    else gateway.interrupt(new GatewayError('unavailable', 'The server is shutting down.'))
    t.equal(signal.aborted, true)
    t.match(await receipt, { status: how === 'goes away' ? 'aborted' : 'failed' })
    t.same(observations, [])
    t.match(await ask(picture('a/m', cat)), { error: undefined })
    t.equal(upstream.requests.length, 1)
  })
}

const requestOf = (...content: Part[]): ChatRequest => ({ model: 'm', messages: [{ role: 'user', content }], stream: false, params: {}, extras: {} })

test('a file keeps its name and gets the type that it has', async t => {
  const { fetchMedia } = createFetch('application/pdf')
  const { messages } = await inlineMedia(requestOf({ type: 'file', source: { url: 'https://example.org/a.pdf' }, name: 'a.pdf' }, { type: 'file', source: { id: 'file_1' } }), fetchMedia)
  t.strictSame(messages[0]!.content, [{ type: 'file', source: { data: bytes.toString('base64') }, name: 'a.pdf', mediaType: 'application/pdf' }, { type: 'file', source: { id: 'file_1' } }])
})

test('a page where an image should be is refused', async t => {
  const { fetchMedia } = createFetch('text/html')
  await t.rejects(inlineMedia(requestOf({ type: 'image', source: { url: cat } }), fetchMedia), { kind: 'media_unreachable', message: 'example.org: what should be an image is text/html.' })
})

test('what one request may make us fetch is bounded, in number and all together in size', async t => {
  const { urls, fetchMedia } = createFetch()
  const many = Array.from({ length: 33 }, (_, index): Part => ({ type: 'image', source: { url: `${cat}?${index}` } }))
  await t.rejects(inlineMedia(requestOf(...many), fetchMedia), { kind: 'media_unreachable', message: /33 images and files; at most 32/ })
  t.equal(urls.length, 0)
  const budgets = new Set<object | undefined>()
  await inlineMedia(requestOf(...many.slice(0, 32)), (url, budget) => { budgets.add(budget); return fetchMedia(url) })
  t.match([...budgets], [{ bytes: 48 * 1024 * 1024 }], 'they share one budget')
})
