import t, { type Test } from 'tap'
import { createCaller, readEvents } from '../chats/helpers.ts'
import type { TestApp } from '../helpers/app.ts'
import { forEachServer, type Person, register } from '../helpers/people.ts'
import { type Attempt, type Belongings, rows } from './strangers.ts'

t.setTimeout(300_000)
const environment = { SHUTDOWN_TIMEOUT_MS: '0', REGISTRATION: 'open', RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0', RATELIMIT_ADDRESS_PER_MINUTE: '10000' }

type Schema = { $ref?: string; properties?: Record<string, Schema>; items?: Schema; anyOf?: Schema[] }
type Operation = { operationId: string; tags: string[]; parameters?: { name: string; in: string }[]; requestBody?: { content: Record<string, { schema: Schema }> } }

const operationsOf = (document: any): { method: string; path: string; operation: Operation }[] =>
  Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })))

/** Somebody with one of everything. Everything that is theirs has the word in it. */
const settle = async (server: TestApp, person: Person, member: Person, word: string): Promise<Belongings> => {
  const clientRequestId = `request-of-${person.username}`
  await person.call('PATCH', '/api/v1/auth/profile', { body: { displayName: `${word} name` } })
  await person.call('PUT', '/api/v1/auth/preferences', { body: { systemPrompt: `${word} preference` } })
  const { json: { id: chatId } } = await person.call('POST', '/api/v1/chats', { body: { title: `${word} title`, systemPrompt: `${word} prompt`, tags: [`${word}-tag`], folder: `${word}-folder` } })
  const response = await fetch(`${server.baseUrl}/chats/${chatId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${person.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ content: `[echo] [delay 0] ${word} question`, clientRequestId, stream: true }),
  })
  const [created] = await readEvents(response)
  await person.call('PUT', `/api/v1/chats/${chatId}/members/${member.id}`, { body: { role: 'editor' } })
  await person.call('POST', `/api/v1/chats/${chatId}/share`, { body: {} })
  const { json: { key } } = await person.call('POST', '/api/v1/api-keys', { body: { name: `${word} key`, scopes: ['chats'] } })
  const { json: { data: [session] } } = await person.call('GET', '/api/v1/auth/sessions')
  const { json: { id: subscriptionId } } = await person.call('POST', '/api/v1/push/subscriptions', { body: { endpoint: `https://localhost/${word}`, keys: { p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4', auth: 'BTBZMqHH6r4Tts7J_aSIgg' } } })
  const { question, answer } = created!.data
  return { userId: person.id, username: person.username, chatId, questionId: question.id, answerId: answer.id, eventId: created!.id, clientRequestId, keyId: key.id, sessionId: session.id, subscriptionId, memberId: member.id, tag: `${word}-tag` }
}

/** Everything that she sees of what is hers. */
const look = async (ana: Person, { chatId, keyId }: Belongings): Promise<unknown[]> => {
  const paths = [`chats/${chatId}`, `chats/${chatId}/members`, `chats/${chatId}/share`, `chats/${chatId}/messages?tree=true`, 'chats', 'auth/profile', 'auth/preferences', 'auth/sessions', 'push', `api-keys/${keyId}`, 'api-keys']
  return Promise.all(paths.map(async path => (await ana.call('GET', `/api/v1/${path}`)).json))
}

const assertStranger = async (t: Test, server: TestApp): Promise<void> => {
  const admin = await register(server, 'root')
  const [ana, ben, cem] = [await register(server, 'ana'), await register(server, 'ben'), await register(server, 'cem')]
  const [hers, his] = [await settle(server, ana, cem, 'canary'), await settle(server, ben, cem, 'plain')]
  const { json: { secret } } = await ben.call('POST', '/api/v1/api-keys', { body: { name: 'all', scopes: ['inference', 'chats'] } })
  const house = await createCaller(server, ['inference', 'chats'])
  const secrets = ['canary', 'ana@example.org', ...Object.values(hers).filter(id => id !== hers.memberId && id !== hers.username)]
  const { json: document } = await server.call('GET', '/openapi.json', { key: '' })

  for (const { method, path, operation: { operationId, tags } } of operationsOf(document)) {
    const row = rows[operationId]!
    if (typeof row === 'string') continue
    const before = await look(ana, hers)
    const attempt = async (who: string, key: string, { path: ids = {}, query = '', body, headers, says }: Attempt): Promise<void> => {
      const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name]!) + query
      const { status, text } = await server.call(method, url, { key, ...body !== undefined && { body }, ...headers !== undefined && { headers } })
      t.equal(status, says, `${who}: ${operationId} ${url} ${JSON.stringify(body)}`)
      const known = JSON.stringify([ids, query, body, headers])
      t.same(secrets.filter(secret => text.includes(secret) && !known.includes(secret)), [], `${who}: ${operationId} tells nothing of hers`)
    }
    for (const one of row(hers, his)) {
      if (one.isAnonymous === true) await attempt('nobody', '', one)
      else {
        await attempt('a stranger', ben.accessToken, one)
        await attempt('a stranger’s key', secret, { ...one, says: one.keySays ?? one.says })
      }
      // to admins and to the operator's own keys a chat of others does not exist either
      if (tags.includes('chats') && one.says === 404 && one.path?.['chatId'] === hers.chatId) {
        await attempt('an admin', admin.accessToken, one)
        await attempt('a key of the house', house.secret, one)
        await attempt('the operator', undefined as unknown as string, one) // the key of the tests
      }
    }
    t.strictSame(await look(ana, hers), before, `${operationId} has changed nothing of hers`)
  }
}

t.test('nobody reaches what is somebody else’s, by any operation', t => forEachServer(t, environment, assertStranger))

/** Names of fields that point at something of somebody's. */
const pointing = /^(?:.*Ids?|cursor|refreshToken|idempotency-key|last-event-id)$/

t.test('every operation has a row, and each id that it takes is tried', t => forEachServer(t, environment, async (t, server) => {
  const { json: document } = await server.call('GET', '/openapi.json', { key: '' })
  const operations = operationsOf(document)
  t.strictSame(operations.map(({ operation }) => operation.operationId).sort(), Object.keys(rows).sort())

  const fieldsOf = (schema: Schema, seen: readonly string[] = []): string[] => {
    if (schema.$ref !== undefined) return seen.includes(schema.$ref) ? [] : fieldsOf(document.components.schemas[schema.$ref.split('/').at(-1)!], [...seen, schema.$ref])
    return [...Object.entries(schema.properties ?? {}).flatMap(([name, value]) => [name, ...fieldsOf(value, seen)]), ...[...schema.anyOf ?? [], ...schema.items === undefined ? [] : [schema.items]].flatMap(one => fieldsOf(one, seen))]
  }
  const any = new Proxy({}, { get: (_, name) => String(name) }) as Belongings // each id is its own name
  for (const { path, operation: { operationId, tags, parameters = [], requestBody } } of operations) {
    const row = rows[operationId]!
    const ofPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
    const taken = [...parameters.map(({ name }) => name), ...Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => fieldsOf(schema))]
    if (typeof row === 'string') {
      // vendors' dialects have ids of the client's own
      if (!tags.includes('inference')) t.same(taken.filter(name => /Ids?$/.test(name)), [], `${operationId}: ${row}`)
      continue
    }
    const tried = JSON.stringify(row(any, any))
    // what an admin alone may call is refused before anything is looked at
    const isClosed = row(any, any).every(({ says }) => says === 403)
    for (const name of isClosed ? ofPath : [...ofPath, ...taken.filter(name => pointing.test(name))]) t.match(tried, new RegExp(`"${name}":|${name}=`), `${operationId} is tried with ${name}`)
  }
}))
