import OpenAI from 'openai'
import t, { test } from 'tap'
import { adminKey, startApp } from '../helpers/app.ts'
import { addAnswering } from '../helpers/answering-upstream.ts'
import { vectorOf } from '../helpers/voices/embeddings.ts'

const server = await startApp(t)
const client = new OpenAI({ baseURL: server.baseUrl, apiKey: adminKey, maxRetries: 0 })

const cosine = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, at) => sum + value * b[at]!, 0)

for (const kind of ['openai', 'openai-compatible', 'mistral', 'huggingface', 'ollama'] as const) {
  const upstream = await addAnswering(t, server, kind)
  const model = `${kind}/m`

  test(`${kind}: the SDK’s default, which is base64 on the wire, and numbers are the same`, async t => {
    const [byDefault, asNumbers] = [await client.embeddings.create({ model, input: ['a', 'b'] }), await client.embeddings.create({ model, input: ['a', 'b'], encoding_format: 'float' })]
    t.same(byDefault.data.map(({ embedding }) => embedding), [vectorOf('a'), vectorOf('b')])
    t.same(asNumbers, byDefault)
    t.match(byDefault, { object: 'list', model, data: [{ object: 'embedding', index: 0 }, { index: 1 }], usage: { prompt_tokens: 9, total_tokens: 9 } })
    const asBase64 = await client.embeddings.create({ model, input: 'a', encoding_format: 'base64' })
    t.type(asBase64.data[0]!.embedding, 'string')
  })

  test(`${kind}: shorter vectors can be asked for`, async t => {
    const { data: [first] } = await client.embeddings.create({ model, input: 'a', dimensions: 2 })
    t.same(first!.embedding, vectorOf('a', 2))
  })

  if (kind === 'ollama') continue

  test(`${kind}: the SDK gets through the house what it gets directly`, async t => {
    const direct = new OpenAI({ baseURL: `${upstream.url}/v1`, apiKey: 'sk-direct' })
    for (const more of [{}, { encoding_format: 'float' as const }, { encoding_format: 'base64' as const }]) {
      const [far, near] = await Promise.all([client.embeddings.create({ model, input: ['a', 'b'], ...more }), direct.embeddings.create({ model: 'm', input: ['a', 'b'], ...more })])
      t.same({ ...far, model: 'm' }, near)
    }
  })
}

test('demo: equal texts are equal, texts that share words are near, others are not', async t => {
  const { data } = await client.embeddings.create({ model: 'demo/embedding', input: ['A cat sat on the mat.', 'A cat sat on the mat.', 'The cat was sitting on a mat', 'Quarterly revenue grew by nine percent'] })
  const [first, same, near, far] = data.map(({ embedding }) => embedding)
  t.same(same, first)
  t.equal(first!.length, 256)
  t.ok(Math.abs(cosine(first!, first!) - 1) < 1e-6, 'of length 1')
  t.ok(cosine(first!, near!) > 0.6, `near: ${cosine(first!, near!)}`)
  t.ok(cosine(first!, far!) < 0.3, `far: ${cosine(first!, far!)}`)
  const { data: forms } = await client.embeddings.create({ model: 'demo/embedding', input: ['walk', 'walking'] })
  t.ok(cosine(forms[0]!.embedding, forms[1]!.embedding) > 0.3, 'forms of a word are no strangers')
})

test('demo: takes tokens and a length, counts, and is listed', async t => {
  const { data, usage } = await client.embeddings.create({ model: 'demo/embedding', input: [[1, 2, 3], [4]], dimensions: 64 })
  t.same(data.map(({ embedding }) => embedding.length), [64, 64])
  t.ok(usage.prompt_tokens > 0)
  t.match(await client.models.retrieve('demo/embedding'), { id: 'demo/embedding', capabilities: ['embeddings'] })
})

test('demo: says what is wrong', async t => {
  const refused = async (body: Partial<OpenAI.EmbeddingCreateParams>) => await client.embeddings.create({ model: 'demo/embedding', input: 'x', ...body }).catch((thrown: unknown) => thrown)
  t.match(await refused({ dimensions: 257 }), { status: 400, param: 'dimensions' })
  t.match(await refused({ model: 'demo/parlance' }), { status: 404, code: 'model_not_found' })
  t.match(await client.chat.completions.create({ model: 'demo/embedding', messages: [{ role: 'user', content: 'x' }] }).catch((thrown: unknown) => thrown), { status: 404, code: 'model_not_found' })
})
