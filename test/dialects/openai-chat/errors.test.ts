import { test } from 'tap'
import { GatewayError } from '../../../src/core/errors.ts'
import { openaiChat } from '../../../src/dialects/openai-chat/index.ts'

test('the envelope is OpenAI’s with our additions', async t => {
  t.same(openaiChat.writeError(new GatewayError('invalid_request', 'No.'), 'req_1'), { error: { message: 'No.', type: 'invalid_request_error', code: 'invalid_request', param: null, requestId: 'req_1' } })
  t.same(openaiChat.writeError(new GatewayError('upstream_failed', 'No.', { param: 'a', details: [{ field: 'a', message: 'b' }], upstream: { status: 500 } }), 'req_1'), {
    error: { message: 'No.', type: 'upstream_error', code: 'upstream_failed', param: 'a', requestId: 'req_1', details: [{ field: 'a', message: 'b' }], upstream: { status: 500 } },
  })
})

test('an upstream’s words are cut, and its web pages are not repeated', async t => {
  const long = openaiChat.readError(500, {}, JSON.stringify({ error: { message: 'x'.repeat(5000) } }))
  t.equal(long.message.length, 1000)
  t.equal(openaiChat.readError(503, { 'retry-after': '2' }, '<html><body>busy</body></html>').message, 'The provider answered 503 with an HTML page.')
  t.equal(openaiChat.readError(503, { 'retry-after': '2' }, '').more.retryAfterMs, 2000)
  t.equal(openaiChat.readError(500, {}, '[]').message, 'The provider answered 500 with no explanation.')
})
