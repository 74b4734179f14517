import { test } from 'tap'
import { GatewayError } from '../../src/core/errors.ts'
import { toEvents } from '../../src/ledger/index.ts'
import { bucketOf } from '../../src/lib/histogram.ts'
import { receipt } from './receipt.ts'

test('an event says what the receipt does, with cached tokens apart and the cost in whole billionths', async t => {
  const [event, ...others] = toEvents(receipt())
  t.strictSame(others, [])
  const { id, ...rest } = event!
  t.match(id, /^use_[0-9a-f]{32}$/)
  t.strictSame(rest, {
    userId: 'usr_1', keyId: 'key_1', chatId: undefined, endUser: 'customer-42', attempt: 0, at: 1_795_000_000_000, requestId: 'req_1', operation: 'chat', door: 'openai-chat', route: '/api/v1/chat/completions',
    provider: 'openai', model: 'gpt-4o', asked: 'fast', status: 'ok', errorKind: undefined, isStream: true, cache: undefined,
    inputTokens: 8, outputTokens: 8, cacheReadTokens: 12, cacheWriteTokens: 0, reasoningTokens: 2, isEstimated: false, costNano: 115_000, pricing: { input: 2.5, output: 10, cacheRead: 1.25 },
    latencyMs: 812, timeToFirstTokenMs: 204, latencyBucket: bucketOf(812.4), ttftBucket: bucketOf(203.7), attempts: 1, failedAttempts: [],
  })
})

test('what the client broke off is billed what the provider had reported, and nothing when it had not', async t => {
  t.match(toEvents(receipt({ status: 'aborted', usage: { inputTokens: 8 }, costUsd: 0.00002 })), [{ status: 'aborted', inputTokens: 8, outputTokens: undefined, costNano: 20_000, latencyBucket: undefined }])
  t.match(toEvents(receipt({ status: 'aborted', usage: { inputTokens: 8, outputTokens: 3 }, isEstimated: true, reported: { inputTokens: 8 } })), [{ inputTokens: 8, outputTokens: 3, isEstimated: true }])
  t.match(toEvents(receipt({ status: 'aborted', usage: undefined, costUsd: undefined })), [{ inputTokens: undefined, costNano: undefined, pricing: undefined }])
})

test('a failed attempt that a provider had counted is a row of its own; one that was not is only told', async t => {
  const events = toEvents(receipt({
    attempts: [
      { provider: 'anthropic', model: 'claude', latencyMs: 99.6, error: 'upstream_overloaded', usage: { inputTokens: 20, outputTokens: 1 }, costUsd: 0.000075, pricing: { input: 3, output: 15 } },
      { provider: 'gemini', model: 'flash', latencyMs: 5, error: 'upstream_timeout' },
      { provider: 'openai', model: 'gpt-4o', latencyMs: 700 },
    ],
  }))
  t.match(events, [
    { attempt: 0, provider: 'openai', costNano: 115_000, attempts: 3, failedAttempts: [{ provider: 'anthropic', model: 'claude', latencyMs: 100, error: 'upstream_overloaded', costNano: 75_000 }, { provider: 'gemini', error: 'upstream_timeout' }] },
    { attempt: 1, provider: 'anthropic', model: 'claude', status: 'failed', errorKind: 'upstream_overloaded', inputTokens: 20, outputTokens: 1, costNano: 75_000, pricing: { input: 3, output: 15 }, latencyBucket: undefined, ttftBucket: undefined, userId: 'usr_1', keyId: 'key_1' },
  ])
  t.equal(events.length, 2)
})

test('attempts are counted when the last one failed, too', async t => {
  const attempts = [{ provider: 'a', model: 'm', latencyMs: 1, error: 'upstream_failed' }, { provider: 'b', model: 'm', latencyMs: 1, error: 'upstream_failed' }]
  t.equal(toEvents(receipt({ status: 'failed', attempts, usage: undefined, timeToFirstTokenMs: undefined, error: new GatewayError('upstream_failed', 'no') }))[0]?.attempts, 2)
  t.equal(toEvents(receipt({ status: 'failed', attempts, error: new GatewayError('upstream_cut', 'no') }))[0]?.attempts, 3, 'the third had begun to answer')
})

test('counting tokens is free of charge, whatever the provider says', async t => {
  t.match(toEvents(receipt({ operation: 'count-tokens', door: 'anthropic-count-tokens' })), [{ operation: 'count-tokens', inputTokens: undefined, costNano: undefined, latencyBucket: undefined }])
})

test('only those who answered say how fast models are', async t => {
  t.equal(toEvents(receipt({ status: 'failed' }))[0]?.latencyBucket, undefined)
  t.equal(toEvents(receipt({ reuse: 'hit' }))[0]?.latencyBucket, undefined)
  t.equal(toEvents(receipt({ stream: false }))[0]?.ttftBucket, undefined, 'a whole answer has no first token')
})

test('a chat is named when it is ours; elsewhere clients name whom they like', async t => {
  t.match(toEvents(receipt({ door: 'house', attribution: { user: 'usr_1', chat: 'cht_1' } })), [{ chatId: 'cht_1', endUser: undefined }])
  t.match(toEvents(receipt({ attribution: { user: 'usr_1', chat: 'cht_1' } })), [{ chatId: undefined, endUser: 'usr_1' }])
})

test('names that clients choose are short, without credentials and without what a database refuses', async t => {
  const [event] = toEvents(receipt({ model: 'x'.repeat(5000), asked: 'sk-this-is-a-secret-key-0123456789', attribution: { user: 'a\0b\ud800' } }))
  t.equal(event!.model.length, 200)
  t.notMatch(event!.asked, 'secret')
  t.equal(event!.endUser, 'ab\ufffd')
})
