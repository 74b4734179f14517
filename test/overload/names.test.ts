import dns from 'node:dns'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import type { GatewayError } from '../../src/core/errors.ts'
import { createTransport, readTransportError } from '../../src/transport/index.ts'
import { createNames, type NameCallback } from '../../src/transport/names.ts'
import { canMount } from '../helpers/mounts.ts'
import { json, startUpstream } from '../helpers/replay-upstream.ts'
import { createDataDir, startProcess } from '../helpers/server-process.ts'
import { reportSkip } from '../helpers/skips.ts'

const patient = 1200

/** Names under `.dead` are asked for and never answered until `answer`; all else is the system's. */
const openNames = (t: Test) => {
  const held: { hostname: string; callback: NameCallback }[] = []
  let running = 0
  let most = 0
  let isDead = (hostname: string): boolean => hostname.endsWith('.dead')
  const lookUp = (hostname: string, callback: NameCallback): void => {
    most = Math.max(most, ++running)
    const done: NameCallback = (error, addresses) => { running--; callback(error, addresses) }
    if (isDead(hostname)) held.push({ hostname, callback: done })
    else dns.lookup(hostname, { all: true }, done)
  }
  const release = (): void => { for (const { callback } of held.splice(0)) callback(Object.assign(new Error('silent'), { code: 'EAI_AGAIN' }), []) }
  t.teardown(release)
  return { held, lookUp, release, most: () => most, die: () => { isDead = () => true } }
}

const resolve = (names: ReturnType<typeof createNames>, hostname: string) =>
  new Promise<string | undefined>(resolve => names(hostname, (error, [first]) => resolve(error?.code ?? first?.address)))

test('names that nobody answers for are asked once each, few at a time, end in time, and do not hold up others', async t => {
  const { held, lookUp, release, most } = openNames(t)
  const names = createNames({ timeoutMs: patient, lookUp })
  t.match(await resolve(names, 'localhost'), /127\.0\.0\.1|::1/)
  const dead = ['a.dead', 'b.dead', 'c.dead', 'd.dead', 'e.dead'].flatMap(hostname => Array.from({ length: 20 }, () => resolve(names, hostname)))
  t.match(await resolve(names, 'localhost'), /127\.0\.0\.1|::1/)
  t.same(held.map(({ hostname }) => hostname), ['a.dead', 'b.dead'])
  t.strictSame(new Set(await Promise.all(dead)), new Set(['ETIMEOUT']))
  t.ok(most() <= 3)

  release()
  for (let count = 0; count < 3; count++) {
    const again = ['a.dead', 'b.dead'].map(hostname => resolve(names, hostname))
    t.same(held.map(({ hostname }) => hostname), ['a.dead'], 'what is known to be slow has one seat')
    t.match(await resolve(names, 'localhost'), /127\.0\.0\.1|::1/)
    await Promise.all(again)
    release()
    release()
  }
})

test('a name that has answered is known while nobody else tells', async t => {
  const { lookUp, die, release } = openNames(t)
  const names = createNames({ timeoutMs: 10_000, lookUp })
  const before = await resolve(names, 'localhost')
  die()
  t.equal(await resolve(names, 'localhost'), before, 'who should know is silent')
  const waiting = resolve(names, 'localhost')
  release()
  t.equal(await waiting, before, 'or says that it cannot tell')
})

test('a provider whose name is not resolved is blamed for that, and one that is resolved is asked meanwhile', async t => {
  const server = createServer((_request, response) => response.end('well'))
  await once(server.listen(0, 'localhost'), 'listening')
  t.teardown(() => { server.closeAllConnections(); server.close() })
  const { port } = server.address() as AddressInfo
  const transport = createTransport({ connectTimeoutMs: patient, lookUp: openNames(t).lookUp })
  t.teardown(() => transport.close())
  const send = (url: string) => new Promise<string | GatewayError>(resolve => {
    let text = ''
    transport.dispatch({ url, headers: {}, body: '{}', allowsPrivate: true, silenceMs: 5000 }, {
      onRequestStart () {},
      onResponseStart () {},
      onResponseData (_controller, chunk) { text += chunk.toString() },
      onResponseEnd: () => resolve(text),
      onResponseError: (_controller, error) => resolve(readTransportError(error)),
    })
  })
  t.equal(await send(`http://localhost:${port}/`), 'well')
  const dead = ['a', 'b', 'c'].map(name => send(`http://${name}.dead/`))
  t.equal(await send(`http://localhost:${port}/again`), 'well')
  for (const error of await Promise.all(dead)) t.match(error, { kind: 'upstream_unreachable', message: 'The provider has a name that was not resolved in time.' })
})

test('a whole server whose resolver is silent', async t => {
  const how = 'run the tests as root of a machine that lets them mount'
  if (!canMount()) return reportSkip('a resolver that never answers', how)
  const silent = createSocket('udp4')
  let asked = 0
  silent.on('message', () => { asked++ })
  silent.bind(53, '127.0.53.77')
  const isBound = await once(silent, 'listening').then(() => true, () => false)
  t.teardown(() => { if (isBound) silent.close() })
  if (!isBound) return reportSkip('a resolver that never answers', how)

  const dataDir = await createDataDir(t)
  const resolver = join(dataDir, 'resolv.conf')
  await writeFile(resolver, 'nameserver 127.0.53.77\n')
  const key = 'plk_the-admin-key-of-this-test'
  const upstream = await startUpstream(t, { '/v1/chat/completions': json({ id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }] }) })
  const server = await startProcess(t, { DATA_DIR: dataDir, ADMIN_API_KEY: key, UPSTREAM_CONNECT_TIMEOUT_MS: '2000', UPSTREAM_RETRIES: '0', UPSTREAM_CIRCUITS: 'off', RESOLVER: resolver },
    'exec unshare -m sh -c \'mount --bind "$RESOLVER" /etc/resolv.conf && exec "$0" "$@"\' "$0" "$@";')
  const add = (name: string, baseUrl: string) => server.call('/api/v1/providers', { key, method: 'POST', body: { name, kind: 'openai-compatible', baseUrl, models: ['m'] } })
  for (const name of ['a', 'b', 'c', 'd', 'e']) t.equal((await add(name, `http://${name}.silent.example/v1`)).status, 201)
  t.equal((await add('up', `${upstream.url.replace('127.0.0.1', 'localhost')}/v1`)).status, 201)
  const ask = (model: string) => server.call('/api/v1/chat/completions', { key, method: 'POST', body: { model, messages: [{ role: 'user', content: 'Hi' }] } })

  t.equal((await ask('up/m')).status, 200)
  const dead = ['a', 'b', 'c', 'd', 'e'].flatMap(name => [ask(`${name}/m`), ask(`${name}/m`)])
  t.equal((await ask('up/m')).status, 200, 'while they wait another provider answers')
  t.equal((await server.call('/', {})).status < 500, true, 'and files are read')
  for (const { status, json } of await Promise.all(dead)) t.match({ status, json }, { status: 502, json: { error: { code: 'upstream_unreachable', message: /name that (was not resolved in time|cannot be resolved)/ } } })
  t.ok(asked > 0)
})
