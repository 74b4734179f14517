import { test } from 'tap'
import { ParlanceError } from '../../client/src/errors.ts'
import { readRetryAfter } from '../../client/src/retry-after.ts'
import { isNeverConnected, retryDelay } from '../../client/src/retry-policy.ts'

const answer = (status: number, headers: Record<string, string> = {}) => ({ response: new Response(null, { status, headers }) })
const failure = (reached: 'never' | 'perhaps' | 'answered') => ({ error: new ParlanceError('', { code: 'network' }), reached })
const isRepeated = (...[method, outcome]: [string, Parameters<typeof retryDelay>[1]]): boolean => retryDelay(method, outcome, 0, () => 0) !== undefined

test('repeats a call that creates or spends only when the server certainly did not do it', async t => {
  for (const method of ['POST', 'PATCH']) {
    for (const status of [429, 503]) t.equal(isRepeated(method, answer(status)), true, `${method} ${status}`)
    for (const status of [400, 401, 404, 408, 409, 500, 502, 504]) t.equal(isRepeated(method, answer(status)), false, `${method} ${status}`)
    t.equal(isRepeated(method, failure('never')), true, `${method} that was never sent`)
    t.equal(isRepeated(method, failure('perhaps')), false, `${method} that may have arrived`)
  }
})

test('repeats a call that may be made twice after any failure that may pass', async t => {
  for (const method of ['GET', 'PUT', 'DELETE']) {
    for (const status of [408, 429, 500, 502, 503, 504]) t.equal(isRepeated(method, answer(status)), true, `${method} ${status}`)
    for (const status of [200, 204, 400, 401, 403, 404, 409, 422]) t.equal(isRepeated(method, answer(status)), false, `${method} ${status}`)
    t.equal(isRepeated(method, failure('perhaps')), true, method)
  }
})

test('never repeats a call whose answer had begun', async t => {
  t.equal(isRepeated('GET', failure('answered')), false)
})

test('obeys a server that says no', async t => {
  t.equal(isRepeated('GET', answer(429, { 'x-should-retry': 'false', 'retry-after': '1' })), false)
})

test('waits as long as the server asks, or not at all when that is too long', async t => {
  t.equal(retryDelay('GET', answer(429, { 'retry-after': '7', 'retry-after-ms': '6543' }), 0, () => 0), 6543)
  t.equal(retryDelay('GET', answer(503, { 'retry-after': '7' }), 0, () => 0), 7000)
  t.equal(retryDelay('GET', answer(503, { 'retry-after': '3600' }), 0, () => 0), undefined)
})

test('backs off by chance, up to a bound that doubles and ends', async t => {
  const bounds = [0, 1, 2, 3, 4, 5, 30].map(attempt => retryDelay('GET', answer(500), attempt, () => 1))
  t.same(bounds, [500, 1000, 2000, 4000, 8000, 8000, 8000])
  t.equal(retryDelay('GET', answer(500), 3, () => 0), 0)
})

test('reads each form of retry-after', async t => {
  const now = Date.parse('2026-11-21T09:30:00Z')
  const read = (headers: Record<string, string>) => readRetryAfter(new Headers(headers), now)
  t.equal(read({ 'retry-after-ms': '250' }), 250)
  t.equal(read({ 'retry-after-ms': 'soon', 'retry-after': '2' }), 2000)
  t.equal(read({ 'retry-after': 'Sat, 21 Nov 2026 09:30:05 GMT' }), 5000)
  t.equal(read({ 'retry-after': 'Sat, 21 Nov 2026 09:29:00 GMT' }), 0)
  t.equal(read({ 'retry-after': 'later' }), undefined)
  t.equal(read({}), undefined)
})

test('knows a connection that never came to be', async t => {
  const thrown = (cause: unknown) => new TypeError('fetch failed', { cause })
  t.equal(isNeverConnected(thrown({ code: 'ECONNREFUSED' })), true)
  t.equal(isNeverConnected(thrown({ code: 'ECONNRESET' })), false)
  t.equal(isNeverConnected(thrown({ errors: [{ code: 'ECONNREFUSED' }, { code: 'ENETUNREACH' }] })), true)
  t.equal(isNeverConnected(thrown({ errors: [{ code: 'ECONNREFUSED' }, { code: 'ETIMEDOUT' }] })), false)
  t.equal(isNeverConnected(new TypeError('Failed to fetch')), false)
  t.equal(isNeverConnected(undefined), false)
})
