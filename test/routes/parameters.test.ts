import { test } from 'tap'
import { startPair, ways } from '../helpers/two-paths.ts'

const [relay, events] = ways as [typeof ways[0], typeof ways[0]]

test('a relay sends the client’s own bytes but for what must differ', async t => {
  const { upstream, call } = await startPair(t, relay)
  upstream.on(relay.path, relay.whole('ok'))
  const body = '{ "messages":[{"role":"user","content":"h\\u00e9"}],  "model" : "up/some/model:tag",\n "made_up": {"x":[1, 2]} }'
  t.equal((await call('POST', '/api/v1/chat/completions', { body })).status, 200)
  t.equal(upstream.last().body.toString(), JSON.stringify({ ...JSON.parse(body), model: 'some/model:tag' }), 'written anew because of its \\u00 escape')
  await call('POST', '/api/v1/chat/completions', { body: body.replace('\\u00e9', 'é') })
  t.equal(upstream.last().body.toString(), body.replace('\\u00e9', 'é').replace('up/some/model:tag', 'some/model:tag'))
})

test('a stream always asks for usage, and keeps the client’s other stream options', async t => {
  const { upstream, ask } = await startPair(t, relay)
  upstream.on(relay.path, relay.stream(['hi']))
  await (await ask({ stream: true })).text()
  t.match(upstream.last().parsed, { stream_options: { include_usage: true } })
  await (await ask({ stream: true, stream_options: { include_obfuscation: false } })).text()
  t.strictSame(upstream.last().parsed.stream_options, { include_obfuscation: false, include_usage: true })
})

test('the upstream gets its own key, not the caller’s, and none of the caller’s headers', async t => {
  const { upstream, call } = await startPair(t, relay, { provider: { headers: { 'x-team': 'research' } } })
  upstream.on(relay.path, relay.whole('ok'))
  await call('POST', '/api/v1/chat/completions', { body: { model: 'up/m', messages: [{ role: 'user', content: 'x' }] }, headers: { cookie: 'a=b', 'x-custom': 'y' } })
  t.match(upstream.last().headers, { authorization: 'Bearer sk-upstream-key-0123456789', 'content-type': 'application/json', 'x-team': 'research', cookie: undefined, 'x-custom': undefined })
})

test('what a provider does not take is told in a header, and is an error under x-strict', async t => {
  const { upstream, ask, receipts } = await startPair(t, events)
  upstream.on(events.path, events.whole('ok'))
  const lax = await ask({ seed: 7 })
  t.equal(lax.status, 200)
  t.match(lax.headers.get('x-parlance-warnings'), /dropped seed/)
  t.match(receipts[0]?.warnings, [{ param: 'seed', action: 'dropped' }])
  const strict = await ask({ seed: 7 }, { headers: { 'x-strict': 'true' } })
  t.equal(strict.status, 400)
  t.match(await strict.json(), { error: { code: 'parameter_unsupported', param: 'seed' } })
  t.equal(upstream.requests.length, 1, 'the provider was not asked')
})

test('a request that names no model goes to the default one', async t => {
  const { call } = await startPair(t, relay)
  const { status, headers } = await call('POST', '/api/v1/chat/completions', { body: { messages: [{ role: 'user', content: 'hi' }] } })
  t.equal(status, 200)
  t.equal(headers.get('x-parlance-provider'), 'demo')
})

for (const prefix of ['/api/v1', '/api', '/api/ai', '/v1']) {
  test(`${prefix} leads to the same place`, async t => {
    const { call } = await startPair(t, relay)
    t.equal((await call('GET', `${prefix}/models`)).status, 200)
    t.equal((await call('GET', `${prefix}/models/demo/parlance`)).json.id, 'demo/parlance')
    t.equal((await call('GET', `${prefix}/models/demo%2Fparlance`)).json.id, 'demo/parlance')
  })
}
