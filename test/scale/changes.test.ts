// What is changed on one instance is in force on the others.
import t from 'tap'
import { json, startUpstream } from '../helpers/replay-upstream.ts'
import { register } from '../helpers/people.ts'
import { createHouse, soon } from './pair.ts'

const house = await createHouse(t)
if (house !== undefined) {
  const [a, b] = await Promise.all([house.open(), house.open()])
  const ana = await register({ call: a.ask } as never, 'ana')
  const ben = await register({ call: a.ask } as never, 'ben')
  const ask = (instance: typeof a, model: string) => instance.ask('POST', '/api/v1/chat/completions', { body: { model, messages: [{ role: 'user', content: 'hello' }] } })
  const listing = (...ids: string[]) => json({ object: 'list', data: ids.map(id => ({ id, object: 'model' })) })
  const answer = (text: string) => json({ id: 'x', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } })
  const provider = (name: string, url: string, more = {}) => ({ name, kind: 'openai-compatible', baseUrl: `${url}/v1`, apiKey: 'sk-provider-key-0123456789', ...more })

  t.test('a key that is revoked on one is refused on the other', async t => {
    const { json: { key: { id }, secret } } = await a.ask('POST', '/api/v1/api-keys', { body: { name: 'app', scopes: ['inference'] } })
    const use = () => b.ask('GET', '/api/v1/models', { key: secret })
    t.equal((await use()).status, 200)
    t.equal((await a.ask('DELETE', `/api/v1/api-keys/${id}`)).status, 200)
    await soon(t, 'refused', use, ({ status }) => status === 401)
  })

  t.test('a role that is taken away on one is gone on the other, and so is who signs out', async t => {
    await a.ask('PATCH', `/api/v1/users/${ben.id}`, { key: ana.accessToken, body: { role: 'admin' } })
    const list = () => b.ask('GET', '/api/v1/users', { key: ben.accessToken })
    await soon(t, 'an admin', list, ({ status }) => status === 200)
    t.equal((await a.ask('PATCH', `/api/v1/users/${ben.id}`, { key: ana.accessToken, body: { role: 'user' } })).status, 200)
    await soon(t, 'no admin any more', list, ({ status }) => status === 403)
    await a.ask('POST', '/api/v1/auth/logout', { key: ben.accessToken, body: { refreshToken: ben.refreshToken } })
    await soon(t, 'signed out', list, ({ status }) => status === 401)
  })

  t.test('a provider that is added, changed and removed on one is so on the other', async t => {
    const [first, second] = [await startUpstream(t, { '/v1/models': listing('m'), '/v1/chat/completions': answer('the first') }), await startUpstream(t, { '/v1/models': listing('m'), '/v1/chat/completions': answer('the second') })]
    t.equal((await a.ask('POST', '/api/v1/providers', { body: provider('shop', first.url) })).status, 201)
    await soon(t, 'added', () => ask(b, 'shop/m'), ({ json }) => json.choices?.[0].message.content === 'the first')
    t.equal((await a.ask('PATCH', '/api/v1/providers/shop', { body: { baseUrl: `${second.url}/v1`, apiKey: 'sk-provider-key-0123456789' } })).status, 200)
    await soon(t, 'changed', () => ask(b, 'shop/m'), ({ json }) => json.choices?.[0].message.content === 'the second')
    t.equal((await a.ask('DELETE', '/api/v1/providers/shop')).status, 204)
    await soon(t, 'removed', () => ask(b, 'shop/m'), ({ status }) => status === 404)
  })

  t.test('an alias is known to all, also when it is gone', async t => {
    await a.ask('PUT', '/api/v1/aliases/smart', { body: { targets: [{ model: 'demo/parlance' }] } })
    await soon(t, 'known', () => ask(b, 'smart'), ({ status }) => status === 200)
    await a.ask('DELETE', '/api/v1/aliases/smart')
    await soon(t, 'gone', () => ask(b, 'smart'), ({ status }) => status === 404)
  })

  t.test('models that are looked up anew on one are listed by the other', async t => {
    let models = ['old']
    const shop = await startUpstream(t)
    shop.on('/v1/models', () => listing(...models))
    await a.ask('POST', '/api/v1/providers', { body: provider('mall', shop.url) })
    const list = async () => (await b.ask('GET', '/api/v1/models')).json.data.map(({ id }: { id: string }) => id)
    await soon(t, 'listed', list, ids => ids.includes('mall/old'))
    models = ['old', 'new']
    t.equal((await a.ask('POST', '/api/v1/providers/mall/models/refresh')).status, 200)
    await soon(t, 'listed anew', list, ids => ids.includes('mall/new'))
  })

  t.test('a target that fails on one is passed over by the other', async t => {
    const shop = await startUpstream(t, { '/v1/models': listing('m'), '/v1/chat/completions': json({ error: { message: 'down', type: 'server_error' } }, { status: 500 }) })
    await a.ask('POST', '/api/v1/providers', { body: provider('ruin', shop.url) })
    await soon(t, 'known', () => b.ask('GET', '/api/v1/providers/ruin'), ({ status }) => status === 200)
    for (let call = 0; call < 5; call++) await ask(a, 'ruin/m')
    const asked = () => shop.requests.filter(({ method }) => method === 'POST').length
    await a.ask('PUT', '/api/v1/aliases/safe', { body: { targets: [{ model: 'ruin/m' }, { model: 'demo/parlance' }] } })
    await soon(t, 'known', () => b.ask('GET', '/api/v1/aliases/safe'), ({ status }) => status === 200)
    const before = asked()
    t.equal((await ask(b, 'safe')).status, 200)
    t.equal(asked(), before, 'the other did not have to find out')
  })
}
