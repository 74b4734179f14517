import { test } from 'tap'
import { Webhook } from 'standardwebhooks'
import type { WebhookRecord } from '../../src/core/webhooks.ts'
import { nextAttempt, patienceMs } from '../../src/webhooks/schedule.ts'
import { createSecret, signatureHeaders } from '../../src/webhooks/sign.ts'

const at = Date.now()
const body = '{"type":"chat.created","data":{"title":"wörld 👋"}}'
const record = (more: Partial<WebhookRecord>): WebhookRecord => ({ secret: createSecret(), previousSecret: undefined, previousExpiresAt: undefined, ...more }) as WebhookRecord // only these are looked at

test('a secret is 32 bytes in base64 behind whsec_, and no two are the same', async t => {
  const [first, second] = [createSecret(), createSecret()]
  t.match(first, /^whsec_[A-Za-z0-9+/]{43}=$/)
  t.not(first, second)
})

test('the signature of the example in the specification’s library is ours too', async t => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const [id, text, when] = ['msg_p5jXN8AQM9LWM0D4loKWxJek', '{"test": 2432232314}', 1_614_265_330_000]
  const headers = signatureHeaders(record({ secret }), { id, body: text, at: when })
  t.strictSame(headers, { 'webhook-id': id, 'webhook-timestamp': '1614265330', 'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' })
  t.equal(new Webhook(secret).sign(id, new Date(when), text), headers['webhook-signature'])
})

test('during a rotation either secret verifies, before and after it only one', async t => {
  const [secret, previousSecret] = [createSecret(), createSecret()]
  const rotating = signatureHeaders(record({ secret, previousSecret, previousExpiresAt: at + 1 }), { id: 'evt_1', body, at })
  t.match(rotating['webhook-signature'], /^v1,\S+ v1,\S+$/)
  for (const key of [secret, previousSecret]) t.strictSame(new Webhook(key).verify(body, rotating), JSON.parse(body))
  const over = signatureHeaders(record({ secret, previousSecret, previousExpiresAt: at }), { id: 'evt_1', body, at })
  t.strictSame(new Webhook(secret).verify(body, over), JSON.parse(body))
  t.throws(() => new Webhook(previousSecret).verify(body, over), /No matching signature/)
  t.throws(() => new Webhook(secret).verify(body + ' ', over), /No matching signature/)
})

test('attempts go on for a day, each later than the last, and then end', async t => {
  const times = [0]
  for (let attemptCount = 1; ; attemptCount++) {
    const now = times.at(-1)!
    const next = nextAttempt({ retryMs: 5000, random: () => 0.5 }, { attemptCount, firstAttemptAt: 0, now, retryAfterMs: undefined })
    if (next === undefined) break
    times.push(next)
  }
  t.strictSame(times.map(ms => Math.round(ms / 1000)), [0, 5, 20, 65, 200, 605, 1820, 5465, 16_400, 45_200, 74_000, 86_400])
  t.equal(times.at(-1), patienceMs)
})

test('a receiver that says when to come back is obeyed, within reason, and many do not come back at once', async t => {
  const after = (retryAfterMs: number | undefined, random = 0.5) => nextAttempt({ retryMs: 5000, random: () => random }, { attemptCount: 1, firstAttemptAt: 0, now: 0, retryAfterMs })
  t.equal(after(60_000), 60_000)
  t.equal(after(1000), 5000)
  t.equal(after(30 * 24 * 3_600_000), 8 * 3_600_000)
  t.strictSame([after(undefined, 0), after(undefined, 0.999)], [4000, 5998])
})
