import { test } from 'tap'
import { hfFeatureExtraction } from '../../../src/dialects/hf-feature-extraction/index.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

test('texts are inputs; the fields of the task travel, others are told', async t => {
  t.same(hfFeatureExtraction.writeRequest({ model: 'a/b', inputs: ['x'], user: 'u', extras: { normalize: true, prompt_name: 'query', task: 1 } }), {
    body: { inputs: ['x'], normalize: true, prompt_name: 'query' },
    warnings: [{ param: 'task', action: 'dropped' }, { param: 'user', action: 'dropped' }],
  })
})

test('tokens and another length of vectors are refused', async t => {
  t.match(thrownBy(() => hfFeatureExtraction.writeRequest({ model: 'm', inputs: [[1]], extras: {} })), { kind: 'invalid_request', more: { param: 'input' } })
  t.match(thrownBy(() => hfFeatureExtraction.writeRequest({ model: 'm', inputs: ['x'], dimensions: 8, extras: {} })), { kind: 'invalid_request', more: { param: 'dimensions' } })
})

test('an answer is a bare list of vectors', async t => {
  t.same(hfFeatureExtraction.readResponse([[0.5, 1], [1, 2]]), { model: '', vectors: [[0.5, 1], [1, 2]] })
})

test('what is no vector for each text is refused', async t => {
  t.match(thrownBy(() => hfFeatureExtraction.readResponse([[[0.5], [1]]])), { kind: 'upstream_bad_response', message: /each token/ })
  for (const body of [[], [[]], [1, 2], {}, null, ['x']]) t.match(thrownBy(() => hfFeatureExtraction.readResponse(body)), { kind: 'upstream_bad_response' }, JSON.stringify(body))
  t.match(thrownBy(() => hfFeatureExtraction.readResponse({ error: 'Model too busy' })), { name: 'GatewayError' })
})
