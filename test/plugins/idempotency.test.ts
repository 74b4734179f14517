import t from 'tap'
import { startApp } from '../helpers/app.ts'

const { call } = await startApp(t)
const send = (path: string, key: string, body: unknown, caller?: string) => call('POST', `/api/v1${path}`, { body, headers: { 'idempotency-key': key }, ...caller !== undefined && { key: caller } })
const count = async (): Promise<number> => (await call('GET', '/api/v1/api-keys?limit=100')).json.data.length

const body = { name: 'shop', scopes: ['inference', 'admin'] }

t.test('what is created under a key is created once, and shown again as it was', async t => {
  const before = await count()
  const first = await send('/api-keys', 'a', body)
  const again = await send('/api-keys', 'a', body)
  t.match(first, { status: 201, json: { secret: /^plk_/ } })
  t.match(again, { status: 201, text: first.text })
  t.strictSame([first, again].map(({ headers }) => headers.get('idempotent-replayed')), [null, 'true'])
  t.equal(await count(), before + 1)
})

t.test('so also when the requests come at once', async t => {
  const before = await count()
  const answers = await Promise.all(Array.from({ length: 10 }, () => send('/api-keys', 'at once', body)))
  t.equal(new Set(answers.map(({ text }) => text)).size, 1)
  t.equal(await count(), before + 1)
})

t.test('another request under the same key is a conflict', async t => {
  t.match(await send('/api-keys', 'a', { ...body, name: 'other' }), { status: 409, json: { error: { code: 'conflict', param: 'Idempotency-Key' } } })
})

t.test('keys of other callers and of other routes are their own', async t => {
  const { json: { secret } } = await send('/api-keys', 'b', body)
  const other = await send('/api-keys', 'a', body, secret)
  t.match(other, { status: 201 })
  t.equal(other.headers.get('idempotent-replayed'), null)
  t.match(await send('/providers/test', 'a', { name: 'x', kind: 'demo' }), { status: 200 })
})

t.test('what was refused may be tried again under its key', async t => {
  t.match(await send('/api-keys', 'c', { name: '' }), { status: 400 })
  t.match(await send('/providers', 'd', { name: 'demo', kind: 'demo' }), { status: 409 })
  t.match(await send('/providers', 'd', { name: 'demo2', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1' }), { status: 201 })
})

for (const [what, key] of [['empty', ''], ['too long', 'k'.repeat(201)]] as const) {
  t.test(`a key that is ${what} is refused`, async t => {
    t.match(await send('/api-keys', key, body), { status: 400, json: { error: { param: 'Idempotency-Key' } } })
  })
}
