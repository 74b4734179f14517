import { test } from 'tap'
import { geminiEmbed } from '../../../src/dialects/gemini-embed/index.ts'

/** What an act throws. */
const thrownBy = (act: () => unknown): unknown => {
  try {
    act()
  } catch (thrown) {
    return thrown
  }
}

const write = (fields: object) => geminiEmbed.writeRequest({ model: 'gemini-embedding-001', inputs: ['a', 'b'], extras: {}, ...fields })

test('every text is a request of its own', async t => {
  t.same(write({ dimensions: 768, user: 'u', extras: { taskType: 'CLUSTERING', encoding: 1 } }), {
    body: {
      requests: ['a', 'b'].map(text => ({ model: 'models/gemini-embedding-001', content: { parts: [{ text }] }, outputDimensionality: 768, taskType: 'CLUSTERING' })),
    },
    warnings: [{ param: 'encoding', action: 'dropped' }, { param: 'user', action: 'dropped' }],
  })
  t.match(write({ model: 'models/x' }).body, { requests: [{ model: 'models/x' }] })
})

test('tokens are refused', async t => {
  t.match(thrownBy(() => write({ inputs: [[1, 2]] })), { kind: 'invalid_request', more: { param: 'input' } })
})

test('vectors come in order, with what was counted where it was', async t => {
  const embeddings = [{ values: [0.5, 1] }, { values: [-0.5, 0] }]
  t.same(geminiEmbed.readResponse({ embeddings }), { model: '', vectors: [[0.5, 1], [-0.5, 0]] })
  t.match(geminiEmbed.readResponse({ embeddings, usageMetadata: { promptTokenCount: 12 } }).usage, { inputTokens: 12, outputTokens: 0 })
})

test('what is no answer is an error', async t => {
  for (const body of [{}, { embeddings: [{}] }, { embeddings: [{ values: [] }] }, null, []]) t.match(thrownBy(() => geminiEmbed.readResponse(body)), { kind: 'upstream_bad_response' })
  t.match(thrownBy(() => geminiEmbed.readResponse({ error: { code: 503, message: 'Busy.', status: 'UNAVAILABLE' } })), { kind: 'upstream_overloaded' })
})
