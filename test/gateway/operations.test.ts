import { test } from 'tap'
import type { DoorDialect, UpstreamDialect } from '../../src/core/dialect.ts'
import { tongue } from '../../src/core/provider.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import { openaiEmbeddings } from '../../src/dialects/openai-embeddings/index.ts'
import { json } from '../helpers/replay-upstream.ts'
import { ways } from '../helpers/two-paths.ts'
import { question, startGateway } from './setup.ts'

const [openai] = ways as [typeof ways[0]]
const vectors = json({ object: 'list', data: [{ object: 'embedding', index: 0, embedding: [0.5, 1] }], model: 'm', usage: { prompt_tokens: 2, total_tokens: 2 } })
const embed = { model: 'a/m', input: 'hello' }

test('a provider is asked for what it does only, whatever the door', async t => {
  const { upstream, ask, observations } = await startGateway(t, { providers: { a: tongue(openaiChat) }, maxConcurrency: 1 })
  upstream.on('/a/chat/completions', openai.whole('hi'))
  for (let round = 0; round < 3; round++) {
    t.match(await ask(embed, { door: openaiEmbeddings }), {
      error: { kind: 'operation_unsupported', status: 400, message: 'The provider a does not do embeddings.', more: { param: 'model', provider: 'a' } },
      receipt: { status: 'failed', door: openaiEmbeddings.id, attempts: [{ provider: 'a', error: 'operation_unsupported' }] },
    })
  }
  t.equal(upstream.requests.length, 0)
  t.same(observations, [], 'a call that was never made says nothing of the provider')
  t.match(await ask(question()), { error: undefined }, 'and its place was given back')
})

test('a provider of several operations is asked in the tongue of each', async t => {
  const { upstream, ask } = await startGateway(t, { providers: { a: [tongue(openaiChat), tongue(openaiEmbeddings)] }, systemPrompt: 'Be brief.' })
  upstream.on('/a/embeddings', vectors)
  upstream.on('/a/chat/completions', openai.whole('hi'))
  const embedded = await ask(JSON.stringify(embed), { door: openaiEmbeddings })
  t.match(embedded.body, { data: [{ embedding: [0.5, 1] }] })
  t.equal(upstream.last().path, '/a/embeddings')
  t.strictSame(upstream.last().parsed, { model: 'm', input: 'hello' }, 'a system prompt is for chats')
  await ask(question())
  t.equal(upstream.last().path, '/a/chat/completions')
})

test('a tongue of the door’s own id is preferred, else the first of the operation', async t => {
  const other: UpstreamDialect = { ...openaiChat, id: 'other', path: '/other' }
  const { upstream, ask } = await startGateway(t, { providers: { a: [tongue(openaiEmbeddings), tongue(other), tongue(openaiChat)], b: [tongue(openaiEmbeddings), tongue(other)] } })
  for (const path of ['/a/chat/completions', '/b/other']) upstream.on(path, openai.whole('hi'))
  t.match((await ask(question())).receipt, { path: 'relay' })
  t.equal(upstream.last().path, '/a/chat/completions')
  t.match((await ask(question({ model: 'b/m' }))).receipt, { path: 'events' })
  t.equal(upstream.last().path, '/b/other')
})

test('an alias passes over targets that do something else', async t => {
  const { upstream, ask } = await startGateway(t, { providers: { a: tongue(openaiChat), b: tongue(openaiEmbeddings) }, aliases: { mixed: { models: ['a/m', 'b/m'] } } })
  upstream.on('/b/embeddings', vectors)
  t.match(await ask({ ...embed, model: 'mixed' }, { door: openaiEmbeddings }), { error: undefined, receipt: { provider: 'b', attempts: [{ provider: 'a', error: 'operation_unsupported' }] } })
})

test('a door that no provider speaks gets every answer written', async t => {
  const door: DoorDialect = { ...openaiChat, id: 'elsewhere', createRelay: () => { throw new Error('never relayed') } }
  const { upstream, ask } = await startGateway(t, { providers: { a: tongue(openaiChat) } })
  upstream.on('/a/chat/completions', openai.stream(['Hel', 'lo']))
  const { text, receipt } = await ask(question({ stream: true }), { door })
  t.match(text, /"id":"answer_1"/)
  t.match(receipt, { path: 'events', status: 'ok' })
})
