import { test } from 'tap'
import { ollamaEmbed } from '../../../src/dialects/ollama-embed/index.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

test('a request goes into Ollama’s terms; its own fields travel, others are told', async t => {
  const request = { model: 'm', inputs: ['a', 'b'], dimensions: 8, user: 'u', extras: { truncate: false, keep_alive: '5m', options: { num_ctx: 512 }, task: 'query' } }
  t.same(ollamaEmbed.writeRequest(request), {
    body: { model: 'm', input: ['a', 'b'], dimensions: 8, truncate: false, keep_alive: '5m', options: { num_ctx: 512 } },
    warnings: [{ param: 'task', action: 'dropped' }, { param: 'user', action: 'dropped' }],
  })
})

test('tokens are refused', async t => {
  t.match(thrownBy(() => ollamaEmbed.writeRequest({ model: 'm', inputs: [[1, 2]], extras: {} })), { kind: 'invalid_request', more: { param: 'input' } })
})

test('an answer has vectors and counters', async t => {
  t.same(ollamaEmbed.readResponse({ model: 'm', embeddings: [[0.5], [1]], total_duration: 9, load_duration: 1, prompt_eval_count: 8 }), {
    model: 'm',
    vectors: [[0.5], [1]],
    usage: { inputTokens: 8, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0, raw: { total_duration: 9, load_duration: 1, prompt_eval_count: 8 } },
  })
  t.same(ollamaEmbed.readResponse({ model: 'm', embeddings: [[1]] }), { model: 'm', vectors: [[1]] })
})

test('an error inside a 200 and what is no answer are told apart', async t => {
  for (const body of [{ error: 'this model does not support embeddings' }, {}, null, { embeddings: [[]] }, { embeddings: ['x'] }]) {
    t.match(thrownBy(() => ollamaEmbed.readResponse(body)), { name: 'GatewayError' }, JSON.stringify(body))
  }
})
