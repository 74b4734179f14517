import { test } from 'tap'
import { readBaseUrl } from '../../client/src/base-url.ts'
import { writePath } from '../../client/src/path.ts'

test('takes the server’s address in every form that people write', async t => {
  for (const text of ['http://127.0.0.1:3000', 'http://127.0.0.1:3000/', 'http://127.0.0.1:3000/api', 'http://127.0.0.1:3000/api/', 'http://127.0.0.1:3000/api/v1', 'http://127.0.0.1:3000/api/v1/']) {
    t.equal(readBaseUrl(text), 'http://127.0.0.1:3000', text)
  }
  t.equal(readBaseUrl('https://example.com/parlance/api/v1/'), 'https://example.com/parlance')
  t.equal(readBaseUrl('https://example.com/my-api'), 'https://example.com/my-api')
  t.equal(readBaseUrl(''), '')
  t.equal(readBaseUrl('/'), '')
  t.throws(() => readBaseUrl('https://example.com/?key=1'), { name: 'TypeError' })
})

test('writes ids so that they arrive as they are', async t => {
  t.equal(writePath('/providers/{providerId}/test', { providerId: 'a/b?c' }), '/providers/a%2Fb%3Fc/test')
  t.equal(writePath('/models/{model}', { model: 'hf/meta-llama/Llama 3:free' }), '/models/hf/meta-llama/Llama%203%3Afree')
  t.equal(writePath('/models/{model}', { model: 'demo/../x' }), '/models/demo%2F..%2Fx')
})

test('refuses an id that a URL would drop', async t => {
  for (const id of ['', '.', '..', undefined]) {
    t.throws(() => writePath('/providers/{providerId}', { providerId: id }), { name: 'ParlanceError', code: 'invalid_request', param: 'providerId', status: 0 })
  }
})
