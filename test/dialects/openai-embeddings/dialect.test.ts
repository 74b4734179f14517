import { test } from 'tap'
import { openaiEmbeddings } from '../../../src/dialects/openai-embeddings/index.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const context = { id: 'emb_1', model: 'alias', created: 1, includeUsage: false }
/** 1.5 and -2, as 32-bit floats say them exactly. */
const numbers = [1.5, -2]
const base64 = 'AADAPwAAAMA='
const answer = (embedding: unknown, more: object = {}) => ({ object: 'list', data: [{ object: 'embedding', index: 0, embedding }], model: 'm', usage: { prompt_tokens: 4, total_tokens: 4 }, ...more })

for (const [name, input, inputs] of [
  ['a text', 'hello', ['hello']],
  ['texts', ['a', 'b'], ['a', 'b']],
  ['tokens', [1, 2], [[1, 2]]],
  ['lists of tokens', [[1], [2, 3]], [[1], [2, 3]]],
] as const) {
  test(`${name} are read as inputs and written as they were`, async t => {
    const body = { model: 'm', input: input as string, dimensions: 8, user: 'u', truncate: true } // one of the forms
    const request = openaiEmbeddings.readRequest({ ...body, encoding_format: 'base64' })
    t.same(request, { model: 'm', inputs, dimensions: 8, user: 'u', extras: { truncate: true } })
    t.same(openaiEmbeddings.writeRequest(request), { body, warnings: [] })
  })
}

test('a list of one text is a text', async t => {
  const { body } = openaiEmbeddings.writeRequest(openaiEmbeddings.readRequest({ model: 'm', input: ['a'] }))
  t.same(body, { model: 'm', input: 'a' })
})

test('null is as good as nothing', async t => {
  t.same(openaiEmbeddings.readRequest({ model: 'm', input: 'a', dimensions: null, user: null, encoding_format: null }), { model: 'm', inputs: ['a'], extras: {} })
})

test('vectors stay in the form that the provider sent, whatever it was asked for', async t => {
  for (const embedding of [numbers, base64]) {
    t.same(openaiEmbeddings.readResponse(answer(embedding, { id: 'e1' })), {
      model: 'm',
      vectors: [embedding],
      usage: { inputTokens: 4, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0, raw: { prompt_tokens: 4, total_tokens: 4 } },
      extra: { id: 'e1' },
    })
  }
})

test('vectors are put in the order of their inputs', async t => {
  const data = [{ index: 1, embedding: [2] }, { index: 0, embedding: [1] }]
  t.same(openaiEmbeddings.readResponse({ data }).vectors, [[1], [2]])
})

for (const [format, wanted] of [['float', numbers], ['base64', base64], [undefined, numbers]] as const) {
  test(`a client that asked for ${format ?? 'nothing'} gets ${typeof wanted === 'string' ? 'base64' : 'numbers'}, whichever came`, async t => {
    const echo = openaiEmbeddings.echo?.({ model: 'm', input: 'a', ...format !== undefined && { encoding_format: format } })
    for (const vector of [numbers, base64]) {
      t.same(openaiEmbeddings.writeResponse({ model: 'm', vectors: [vector] }, { ...context, ...echo !== undefined && { echo } }), {
        object: 'list', data: [{ object: 'embedding', index: 0, embedding: wanted }], model: 'alias', usage: { prompt_tokens: 0, total_tokens: 0 },
      })
    }
  })
}

test('an error inside a 200 and what is no answer are told apart', async t => {
  const cases: [unknown, string][] = [
    [{ error: { message: 'the model is overloaded', type: 'overloaded_error' } }, 'upstream_overloaded'],
    [{ object: 'list' }, 'upstream_bad_response'],
    ['text', 'upstream_bad_response'],
    [answer(null), 'upstream_bad_response'],
    [answer([]), 'upstream_bad_response'],
  ]
  for (const [body, kind] of cases) t.match(thrownBy(() => openaiEmbeddings.readResponse(body)), { kind }, JSON.stringify(body))
})
