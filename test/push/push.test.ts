import t from 'tap'
import { readEvents } from '../chats/helpers.ts'
import type { TestApp } from '../helpers/app.ts'
import { forEachServer, logIn, type Person, register } from '../helpers/people.ts'
import { createBrowser } from './browser.ts'
import { type PushService, readVapid, startPushService } from './push-service.ts'

t.setTimeout(240_000)
const environment = { PUSH_PRIVATE_ADDRESSES: 'allow', PUSH_CONTACT: 'mailto:operator@example.org', RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0', RATELIMIT_ADDRESS_PER_MINUTE: '10000', SHUTDOWN_TIMEOUT_MS: '0', UPSTREAM_RETRIES: '0' }

let people = 0
let browsers = 0
const newPerson = (server: TestApp): Promise<Person> => register(server, `person${++people}`)

/** A browser of somebody that wants to be told. */
const subscribe = async (service: PushService, person: Person, { browser = createBrowser(), path = `/browser/${++browsers}`, key }: { browser?: ReturnType<typeof createBrowser>; path?: string; key?: string } = {}) => {
  const { status, json } = await person.call('POST', '/api/v1/push/subscriptions', { body: { endpoint: service.url + path, keys: browser.keys }, ...key !== undefined && { key } })
  return { ...browser, path, status, ...json as { id: string; isCurrent: boolean; service: string } }
}
const ask = async (person: Person, content: string, title = 'Holiday plans') => {
  const { json: { id: chatId } } = await person.call('POST', '/api/v1/chats', { body: { title } })
  const { json } = await person.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: `[delay 0] ${content}` } })
  return { chatId, messageId: json.answer?.id as string }
}
const stateOf = async (person: Person) => (await person.call('GET', '/api/v1/push')).json as { publicKey: string; subscriptions: { id: string; isCurrent: boolean }[] }
/** What has come for a browser. */
const toldTo = (service: PushService, { path, decrypt }: { path: string; decrypt(body: Buffer): string }): any[] => service.messages.filter(message => message.path === path).map(({ body }) => JSON.parse(decrypt(body)))
/** Whoever is told after all others that were told before. */
const settle = async (server: TestApp, service: PushService): Promise<void> => {
  const last = await newPerson(server)
  await subscribe(service, last)
  const count = service.messages.filter(({ path }) => path === `/browser/${browsers}`).length
  await ask(last, 'the last one')
  while (service.messages.filter(({ path }) => path === `/browser/${browsers}`).length === count) await service.until(service.messages.length + 1)
}

t.test('who is told of answers', t => forEachServer(t, environment, async (t, server) => {
  const service = await startPushService(t)

  await t.test('an answer is told of: encrypted for the browser, signed by the house', async t => {
    const ana = await newPerson(server)
    await ana.call('PUT', '/api/v1/auth/preferences', { body: { language: 'de-AT' } })
    const browser = await subscribe(service, ana)
    t.match(browser, { status: 201, id: /^psh_/, isCurrent: true, service: service.url })
    const { publicKey, subscriptions } = await stateOf(ana)
    t.match(subscriptions, [{ id: browser.id, isCurrent: true }])
    const { chatId, messageId } = await ask(ana, 'Where to?', 'Überraschung für Ben')
    await service.until(1)
    const message = service.messages.find(({ path }) => path === browser.path)!
    t.strictSame(toldTo(service, browser), [{ type: 'answer', status: 'complete', chatId, messageId, title: 'Überraschung für Ben', language: 'de-AT' }])
    t.match(message.headers, { 'content-encoding': 'aes128gcm', 'content-type': 'application/octet-stream', ttl: '43200', urgency: 'normal', topic: /^[\w-]{32}$/ })
    t.notMatch(message.body.toString('latin1') + JSON.stringify(message.headers), new RegExp(`Ben|${chatId}`))
    const { key, claims } = readVapid(message)
    t.equal(key, publicKey)
    t.match(claims, { aud: service.url, sub: 'mailto:operator@example.org' })
    const hours = (claims.exp - Date.now() / 1000) / 3600
    t.ok(hours > 11 && hours < 24, `valid for ${hours} hours`)
  })

  await t.test('every browser of who asked, and nobody else’s', async t => {
    const [ana, ben] = [await newPerson(server), await newPerson(server)]
    const second = (await logIn(server, ana)).json.accessToken as string
    const [desk, phone, stranger] = [await subscribe(service, ana), await subscribe(service, ana, { key: second }), await subscribe(service, ben)]
    t.match((await stateOf(ana)).subscriptions, [{ id: phone.id, isCurrent: false }, { id: desk.id, isCurrent: true }])
    const { chatId } = await ask(ana, 'mine')
    await ana.call('PUT', `/api/v1/chats/${chatId}/members/${ben.id}`, { body: { role: 'editor' } })
    const before = service.messages.length
    await ben.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: '[delay 0] his' } })
    await service.until(before + 1)
    await settle(server, service)
    t.equal(toldTo(service, desk).length, 1)
    t.equal(toldTo(service, phone).length, 1)
    t.match(toldTo(service, stranger), [{ chatId, title: 'Holiday plans' }])
  })

  await t.test('one that failed is told of, one that was stopped is not', async t => {
    const ana = await newPerson(server)
    const browser = await subscribe(service, ana)
    const { json: { id: chatId } } = await ana.call('POST', '/api/v1/chats', { body: { title: 'Stopped' } })
    const open = await fetch(`${server.baseUrl}/chats/${chatId}/messages`, { method: 'POST', headers: { authorization: `Bearer ${ana.accessToken}`, 'content-type': 'application/json' }, body: JSON.stringify({ content: '[stall] hello', stream: true }) })
    await readEvents(open, 2)
    t.equal((await ana.call('POST', `/api/v1/chats/${chatId}/stop`)).status, 200)
    await ask(ana, '[fail midstream]', 'Failed')
    await settle(server, service)
    t.match(toldTo(service, browser), [{ status: 'failed', title: 'Failed', language: null }])
  })

  await t.test('a browser that is gone is forgotten, one in trouble is tried again, a redirect is not followed', async t => {
    const ana = await newPerson(server)
    const [gone, missing, busy, moved] = [await subscribe(service, ana), await subscribe(service, ana), await subscribe(service, ana), await subscribe(service, ana)]
    const elsewhere = '/browser/elsewhere'
    let tries = 0
    service.answer = ({ path }) => {
      if (path === gone.path) return { status: 410 }
      if (path === missing.path) return { status: 404 }
      if (path === busy.path && ++tries === 1) return { status: 503 }
      return path === moved.path ? { status: 307, headers: { location: service.url + elsewhere } } : { status: 201 }
    }
    await ask(ana, 'hello')
    while (service.messages.filter(({ path }) => path === busy.path).length < 2) await service.until(service.messages.length + 1)
    await settle(server, service)
    service.answer = () => ({ status: 201 })
    t.strictSame((await stateOf(ana)).subscriptions.map(({ id }) => id), [moved.id, busy.id])
    t.equal(toldTo(service, busy).length, 2)
    t.notOk(service.messages.some(({ path }) => path === elsewhere))
    t.ok(server.lines.some(line => line.includes('a notification was not delivered') && line.includes('307')))
    t.notOk(server.lines.some(line => line.includes('/browser/')), 'no address of a browser is logged')
  })

  await t.test('it ends with its session, however that ends', async t => {
    const ends: Record<string, (person: Person, other: string) => Promise<unknown>> = {
      'signing out': (person, key) => person.call('POST', '/api/v1/auth/logout', { key }),
      'signing out elsewhere': async (person, key) => {
        const { json: { data } } = await person.call('GET', '/api/v1/auth/sessions', { key })
        return person.call('DELETE', `/api/v1/auth/sessions/${data.find(({ isCurrent }: { isCurrent: boolean }) => isCurrent).id}`)
      },
      'signing out everywhere else': person => person.call('DELETE', '/api/v1/auth/sessions'),
      'a new password': person => person.call('POST', '/api/v1/auth/password', { body: { currentPassword: person.password, newPassword: 'quite another long password' } }),
    }
    for (const [how, end] of Object.entries(ends)) {
      const ana = await newPerson(server)
      const other = (await logIn(server, ana)).json.accessToken as string
      const [kept, ended] = [await subscribe(service, ana), await subscribe(service, ana, { key: other })]
      await end(ana, other)
      await ask(ana, 'hello')
      await settle(server, service)
      t.equal(toldTo(service, kept).length, 1, how)
      t.equal(toldTo(service, ended).length, 0, how)
      t.same((await stateOf(ana)).subscriptions.map(({ id }) => id), [kept.id], how)
    }
  })

  await t.test('whoever signs in at a browser has it; whoever knows its address alone has not', async t => {
    const [ana, ben, mia] = [await newPerson(server), await newPerson(server), await newPerson(server)]
    const shared = await subscribe(service, ana)
    const again = await subscribe(service, ana, { browser: shared, path: shared.path })
    t.equal(again.id, shared.id, 'the same browser again')
    await subscribe(service, mia, { path: shared.path })
    t.equal((await stateOf(ana)).subscriptions.length, 1, 'it is still hers')
    await subscribe(service, ben, { browser: shared, path: shared.path })
    t.equal((await stateOf(ana)).subscriptions.length, 0)
    t.equal((await stateOf(ben)).subscriptions.length, 1)
    t.equal((await ana.call('DELETE', `/api/v1/push/subscriptions/${shared.id}`)).status, 404)
  })

  await t.test('of more than 20 the oldest go, and one’s own can be taken back', async t => {
    const ana = await newPerson(server)
    const ids: string[] = []
    for (let index = 0; index < 22; index++) ids.unshift((await subscribe(service, ana)).id)
    t.same((await stateOf(ana)).subscriptions.map(({ id }) => id), ids.slice(0, 20))
    t.equal((await ana.call('DELETE', `/api/v1/push/subscriptions/${ids[0]}`)).status, 204)
    t.equal((await ana.call('DELETE', `/api/v1/push/subscriptions/${ids[0]}`)).status, 404)
    t.equal((await stateOf(ana)).subscriptions.length, 19)
  })

  await t.test('it is among what one takes along, without its address, and goes with the account', async t => {
    const ana = await newPerson(server)
    const browser = await subscribe(service, ana)
    const { json, text } = await ana.call('GET', '/api/v1/auth/export')
    t.match(json.pushSubscriptions, [{ id: browser.id, service: service.url, createdAt: String }])
    t.notOk(text.includes(browser.path) || text.includes(browser.keys.auth))
    t.equal((await ana.call('DELETE', '/api/v1/auth/profile', { body: { password: ana.password } })).status, 204)
    const ben = await newPerson(server)
    await subscribe(service, ben, { browser, path: browser.path })
    t.equal((await stateOf(ben)).subscriptions.length, 1)
  })
}))

t.test('what is no push service is refused', t => forEachServer(t, { SHUTDOWN_TIMEOUT_MS: '0', RATELIMIT_PER_MINUTE: '0', RATELIMIT_ADDRESS_PER_MINUTE: '10000' }, async (t, server) => {
  const ana = await newPerson(server)
  const { keys } = createBrowser()
  const give = (endpoint: string, given: object = keys) => ana.call('POST', '/api/v1/push/subscriptions', { body: { endpoint, keys: given } })
  for (const endpoint of ['http://push.example.org/a', 'https://127.0.0.1/a', 'https://[::1]/a', 'https://10.1.2.3/a', 'https://169.254.169.254/latest', 'https://[::ffff:192.168.0.1]/a', 'https://ana:secret@push.example.org/a', 'ftp://push.example.org/a', 'file:///etc/passwd', 'push']) {
    t.match(await give(endpoint), { status: 400, json: { error: { code: 'invalid_request', param: 'endpoint' } } }, endpoint)
  }
  const endpoint = 'https://push.example.org/a'
  t.match(await give(endpoint, { ...keys, auth: 'AAAA' }), { status: 400, json: { error: { param: 'keys.auth' } } })
  t.match(await give(endpoint, { ...keys, p256dh: Buffer.alloc(65, 4).toString('base64url') }), { status: 400, json: { error: { param: 'keys.p256dh' } } })
  t.match(await give(endpoint, { ...keys, p256dh: Buffer.alloc(33, 2).toString('base64url') }), { status: 400, json: { error: { param: 'keys.p256dh' } } })

  // a name is looked at when it is called
  const service = await startPushService(t)
  t.equal((await give(`https://localhost:${new URL(service.url).port}/named`)).status, 201)
  await ask(ana, 'hello')
  while (!server.lines.some(line => line.includes('a notification was not delivered'))) await new Promise(resolve => { setTimeout(resolve, 20) })
  t.match(server.lines.find(line => line.includes('a notification was not delivered')), /egress_blocked/)
  t.same(service.messages, [])
}))
