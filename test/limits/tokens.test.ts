import { test } from 'tap'
import { register } from '../helpers/people.ts'
import { ask, makeKey, openShop, question } from './setup.ts'

test('tokens are set aside before a call and counted after it, and headers say what is left', async t => {
  const { server, upstream } = await openShop(t)
  const { secret } = await makeKey(server, { limits: { tokensPerMinute: 10_000 } })
  const first = await ask(server, secret)
  t.equal(first.status, 200)
  t.match(Object.fromEntries(first.headers), { 'x-ratelimit-limit-tokens': '10000', 'x-ratelimit-remaining-tokens': /^98\d\d$/, 'x-ratelimit-reset-tokens': /^(\d+m)?\d+m?s$/ })
  t.equal(first.headers.get('x-ratelimit-limit-requests'), null, 'this key has no limit of requests')
  const { tokens } = (await server.call('GET', '/api/v1/rate-limit', { key: secret })).json
  t.match(tokens, [{ window: 'minute', limit: 10_000, used: upstream.tokens(), remaining: 10_000 - upstream.tokens(), resetAt: /Z$/ }])
})

test('a window that is full answers 429, when to come back, and what there would have been room for', async t => {
  const { server, upstream } = await openShop(t)
  const { secret } = await makeKey(server, { limits: { tokensPerMinute: 200 } })
  t.equal((await ask(server, secret)).status, 200)
  for (const headers of [{ authorization: `Bearer ${secret}` }, { 'x-api-key': secret }]) {
    const full = await server.call('POST', '/api/v1/chat/completions', { key: '', headers: headers as Record<string, string>, body: question })
    t.match(full, { status: 429, json: { error: { code: 'rate_limited', message: /Your limit of 200 tokens a minute has \d+ left, and this request may take \d+/ } } })
    t.match(full.headers.get('retry-after'), /^\d+$/)
    t.match(full.headers.get('x-ratelimit-limit-tokens'), '200')
  }
  t.equal(upstream.sales.length, 1)
})

test('a request that no empty window has room for is told so, and not to come back', async t => {
  const { server, upstream } = await openShop(t)
  const { secret } = await makeKey(server, { limits: { tokensPerMinute: 500 } })
  const large = await ask(server, secret, { max_tokens: 4000 })
  t.match(large, { status: 400, json: { error: { code: 'tokens_exceed_limit', message: /may take 4,\d+ tokens \(about \d+ for the prompt and up to 4,000 for the answer\), and your limit is 500 a minute/ } } })
  t.equal(large.headers.get('x-should-retry'), 'false')
  t.equal(large.headers.get('retry-after'), null)
  t.equal((await ask(server, secret)).status, 200, 'it took nothing of the window')
  t.equal(upstream.sales.length, 1)
})

test('an answer without a limit has so much set aside as the settings say, or as its model can write', async t => {
  const { server } = await openShop(t, { RESERVED_OUTPUT_TOKENS: '1000' })
  const { secret } = await makeKey(server, { limits: { tokensPerMinute: 1100 } })
  t.equal((await ask(server, secret, { max_tokens: undefined })).status, 200)
  const whole = await openShop(t, { RESERVED_OUTPUT_TOKENS: '0' })
  const { secret: other } = await makeKey(whole.server, { limits: { tokensPerMinute: 1100 } })
  t.match(await ask(whole.server, other, { max_tokens: undefined }), { status: 400, json: { error: { message: /up to 5,000 for the answer/ } } })
})

test('several answers to one question are all set aside', async t => {
  const { server } = await openShop(t)
  const { secret } = await makeKey(server, { limits: { tokensPerMinute: 500 } })
  t.match(await ask(server, secret, { n: 5 }), { status: 400, json: { error: { message: /up to 500 for the answer/ } } })
})

test('a picture counts as one, not as the bytes that it is', async t => {
  const { server } = await openShop(t)
  const { secret } = await makeKey(server, { limits: { tokensPerMinute: 3000 } })
  const picture = `data:image/png;base64,${'iVBORw0KGgo'.repeat(20_000)}`
  t.equal((await ask(server, secret, { messages: [{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: picture } }] }] })).status, 200)
})

test('all of a user’s keys share the user’s tokens, and the house’s setting is for everybody', async t => {
  const { server } = await openShop(t, { RATELIMIT_TOKENS_PER_MINUTE: '300' })
  await register(server, 'ana')
  const person = await register(server, 'ben')
  const keys = [await makeKey(server, {}, person.accessToken), await makeKey(server, {}, person.accessToken)]
  t.equal((await ask(server, keys[0]!.secret)).status, 200)
  t.equal((await ask(server, keys[1]!.secret)).status, 200)
  t.match(await ask(server, person.accessToken), { status: 429, json: { error: { code: 'rate_limited' } } })
  t.equal((await server.call('PATCH', `/api/v1/users/${person.id}`, { body: { limits: { tokensPerMinute: 100_000 } } })).status, 200)
  t.equal((await ask(server, person.accessToken)).status, 200)
})

test('clients of Anthropic’s door read its own headers', async t => {
  const { server } = await openShop(t)
  const { secret } = await makeKey(server, { limits: { tokensPerMinute: 10_000, requestsPerMinute: 5 } })
  const { status, headers } = await server.call('POST', '/api/v1/messages', { key: '', headers: { 'x-api-key': secret }, body: { model: 'up/m', max_tokens: 50, messages: [{ role: 'user', content: 'hello' }] } })
  t.equal(status, 200)
  t.match(Object.fromEntries(headers), {
    'anthropic-ratelimit-requests-limit': '5',
    'anthropic-ratelimit-requests-remaining': '4',
    'anthropic-ratelimit-requests-reset': /Z$/,
    'anthropic-ratelimit-tokens-limit': '10000',
    'anthropic-ratelimit-tokens-remaining': /^99\d\d$/,
    'anthropic-ratelimit-tokens-reset': /Z$/,
  })
})

test('only so many calls of a key run at the same time, however they end', async t => {
  const { server, upstream } = await openShop(t)
  const { secret } = await makeKey(server, { limits: { concurrentRequests: 2 } })
  const gone = new AbortController()
  const open = () => fetch(`${server.baseUrl}/chat/completions`, { method: 'POST', signal: gone.signal, headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }, body: JSON.stringify({ ...question, model: 'up/endless', stream: true }) })
  const streams = [await open(), await open()]
  t.strictSame(streams.map(({ status }) => status), [200, 200])
  t.match(await ask(server, secret), { status: 429, json: { error: { code: 'rate_limited', message: /Your key may have 2 calls to models running at the same time/ } } })
  gone.abort()
  while (server.app.services.gateway.active > 0) await new Promise(resolve => setTimeout(resolve, 5))
  for (let call = 0; call < 5; call++) t.equal((await ask(server, secret, { model: call % 2 === 0 ? 'up/m' : 'up/failing' })).status, call % 2 === 0 ? 200 : 503)
  t.equal(upstream.sales.length, 5)
})

test('imports have a limit of their own', async t => {
  const { server } = await openShop(t, { RATELIMIT_IMPORTS_PER_HOUR: '2' })
  const person = await register(server, 'ana')
  const send = () => person.call('POST', '/api/v1/chats/import?dryRun=true', { body: 'no chats' })
  t.strictSame([(await send()).status, (await send()).status, (await send()).status], [400, 400, 429], 'bad ones count too: they are read as well')
  t.equal((await person.call('GET', '/api/v1/chats')).status, 200)
})

test('who counts tokens is asked for nothing', async t => {
  const { server } = await openShop(t)
  const { secret } = await makeKey(server, { limits: { tokensPerMinute: 10 } })
  t.equal((await server.call('POST', '/api/v1/messages/count_tokens', { key: secret, body: { model: 'up/m', messages: [{ role: 'user', content: 'a question that is longer than ten tokens, by far' }] } })).status, 200)
})
