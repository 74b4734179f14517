// Every operation of the OpenAPI document and every event of the socket, with what they take and what they must refuse:
// nothing breaks, and every answer is what the document says.
import { test } from 'tap'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import fc, { type Arbitrary } from 'fast-check'
import { io, type Socket } from 'socket.io-client'
import { createId } from '../../../src/lib/ids.ts'
import { adminKey, startApp, type TestApp } from '../../helpers/app.ts'
import { register } from '../../helpers/people.ts'
import { seed } from '../../helpers/seeded.ts'
import { createBrowser } from '../../push/browser.ts'
import { arbitraryOf, type Find, mapTexts, type Schema, spoiled } from './arbitrary.ts'

type Content = Record<string, { schema: Schema }>
type Operation = {
  operationId: string
  parameters?: { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema; example?: unknown }[]
  requestBody?: { content: Content }
  responses: Record<string, { content?: Content }>
}
type Asked = { path: Record<string, string>; query: Record<string, unknown>; body: unknown }

const runs = Number(process.env['FUZZ_RUNS'] ?? 10)
/** What needs something that cannot be guessed: a file, a delivery, a session, a password, a name that nobody has, a provider that answers. */
const mayBeIdle = ['getChatAttachment', 'getSharedAttachment', 'sendWebhookDelivery', 'revokeSession', 'refreshSession', 'createSession', 'updatePassword', 'getDocument', 'createAccount', 'deleteProfile', 'refreshProviderModels']
/** What the house says of others: a provider that does not answer is not our fault. */
const ofOthers = /^(upstream_|egress_|media_unreachable)/
const settings = { RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0', RATELIMIT_ADDRESS_PER_MINUTE: '1000000', WEBHOOK_PRIVATE_ADDRESSES: 'allow', WEBHOOK_TIMEOUT_MS: '1000', UPSTREAM_TIMEOUT_MS: '2000' }

test('no operation breaks, whatever it is asked, and every answer is what the document says', { timeout: 300_000 }, async t => {
  const server = await startApp(t, settings)
  const document = server.app.swagger() as unknown as { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } }
  const find: Find = pointer => document.components.schemas[pointer.split('/').at(-1)!]!
  const judge = new Ajv2020({ strict: false, validateFormats: true })
  formats.default(judge)
  judge.addSchema(JSON.parse(JSON.stringify(document)), 'openapi')
  const isAs = (schema: Schema) => judge.compile(schema.$ref === undefined ? JSON.parse(JSON.stringify(schema)) : { $ref: `openapi${schema.$ref}` })

  const common = await furnish(server)
  const people = createPeople(server)
  const statuses = new Map<string, Set<number>>()

  const all = Object.entries(document.paths).flatMap(([path, operations]) => Object.entries(operations).map(([method, operation]) => ({ path, method, operation })))
  // what takes things away comes last
  const ends = ({ method, operation }: typeof all[number]) => Number(method === 'delete' || /^(rotate|revoke|updatePassword)/.test(operation.operationId))
  for (const { path, method, operation } of all.sort((left, right) => ends(left) - ends(right))) {
    const { operationId, responses } = operation
    const things = ends({ path, method, operation }) === 1 ? await furnish(server) : common
    const ids = path.includes('{subscriptionId}') ? { ...things, subscriptionId: await people.subscribe() } : things
    const faults: string[] = []
    const check = async (asked: Asked, caller: string) => {
      const response = await send(server.url, method, path, asked, caller)
      statuses.set(operationId, (statuses.get(operationId) ?? new Set()).add(response.status))
      const said = judgeAnswer(response, responses, isAs)
      if (said !== undefined) faults.push(`${said} (asked with ${JSON.stringify(asked).slice(0, 600)})`)
    }
    for (const kind of ['valid', 'spoiled'] as const) {
      for (const asked of fc.sample(askedOf(operation, find, ids, kind), { numRuns: runs, ...seed !== undefined && { seed } })) {
        await check(asked, adminKey)
        await check(asked, await people.token())
      }
    }
    t.same(faults.slice(0, 3), [], operationId)
  }
  t.match((await server.call('GET', '/api/v1/health')).json, { status: 'ok' })
  const idle = [...statuses].filter(([, seen]) => ![...seen].some(status => status < 300)).map(([operationId]) => operationId)
  t.same(idle.filter(operationId => !mayBeIdle.includes(operationId)), [], 'every other operation did something')
  t.same(server.lines.filter(line => /"level":"(error|fatal)"/.test(line) && !/webhook/.test(line)).slice(0, 3), [], 'nothing of ours failed')
})

test('no event of a socket breaks anything, whatever it says, and every answer is what the document says', { timeout: 120_000 }, async t => {
  const server = await startApp(t, settings)
  const document = (await server.call('GET', '/asyncapi.json', { key: '' })).json
  const find: Find = pointer => document.components.schemas[pointer.split('/').at(-1)!]
  const judge = new Ajv2020({ strict: false })
  formats.default(judge)
  judge.addSchema({ $id: 'asyncapi', components: document.components })
  const isAs = (key: string): ValidateFunction => judge.compile({ $ref: `asyncapi${document.components.messages[key].payload.$ref}` })

  const ids = await furnish(server)
  const socket: Socket = io(server.url, { auth: { token: adminKey }, transports: ['websocket'] })
  t.teardown(() => socket.close())
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject))
  const told: string[] = []
  for (const [key, operation] of Object.entries<{ action: string }>(document.operations)) {
    if (operation.action !== 'send') continue
    const isValid = isAs(key)
    socket.on(document.components.messages[key].name, (payload: unknown) => { if (!isValid(payload)) told.push(`${key}: ${judge.errorsText(isValid.errors)}`) })
  }
  for (const [key, operation] of Object.entries<{ action: string }>(document.operations)) {
    if (operation.action !== 'receive') continue
    const { name, payload } = document.components.messages[key]
    const [isDone, isRefused] = [isAs(`${key}.done`), isAs('refused')]
    const faults: string[] = []
    for (const kind of ['valid', 'spoiled'] as const) {
      const value = arbitraryOf(payload, find)
      for (const said of fc.sample(kind === 'valid' ? value : spoiled(value), { numRuns: runs * 4, ...seed !== undefined && { seed } })) {
        const answer = await socket.timeout(10_000).emitWithAck(name, settle(said, ids))
        if (!isDone(answer) && !isRefused(answer)) faults.push(`${JSON.stringify(said).slice(0, 300)} → ${JSON.stringify(answer).slice(0, 300)}`)
        if (answer?.error?.code === 'internal') faults.push(`${JSON.stringify(said).slice(0, 300)} broke it`)
      }
    }
    t.same(faults.slice(0, 3), [], name)
  }
  t.ok(socket.connected, 'it is still there')
  t.same(told.slice(0, 3), [])
  t.same(server.lines.filter(line => /"level":"(error|fatal)"/.test(line)).slice(0, 3), [])
})

type Ids = Record<string, string>
type Answered = { status: number; type: string; text: string }

/** One of everything, so that some questions are about something. */
async function furnish ({ call }: TestApp): Promise<Ids> {
  const name = createId('n').slice(-12)
  const make = async (path: string, body: object, method = 'POST') => {
    const { status, json, text } = await call(method, `/api/v1${path}`, { body })
    if (status >= 300) throw new Error(`${path}: ${text}`)
    return json
  }
  const chat = await make('/chats', { title: 'A chat' })
  const { answer } = await make(`/chats/${chat.id}/messages`, { content: '[length 3] [delay 0] hello' })
  const shown = await make('/chats', { title: 'Another chat' })
  await make(`/chats/${shown.id}/messages`, { content: '[length 3] [delay 0] hello' })
  const { token } = await make(`/chats/${shown.id}/share`, {})
  const { key } = await make('/api-keys', { name: 'a key', scopes: ['inference'] })
  const { webhook } = await make('/webhooks', { url: 'http://127.0.0.1:9/hook', events: ['chat.created'] })
  const provider = await make('/providers', { name: `other-${name}`, kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'sk-x' })
  const user = await make('/users', { username: name, email: `${name}@example.org`, password: 'the long password of ben' })
  await make(`/chats/${chat.id}/members/${user.id}`, { role: 'viewer' }, 'PUT')
  await make('/aliases/fast', { targets: [{ model: 'demo/parlance' }] }, 'PUT')
  return { chatId: chat.id, messageId: answer.id, token, keyId: key.id, webhookId: webhook.id, providerId: provider.id, userId: user.id, alias: 'fast', model: 'demo/parlance', path: 'guide.md', deliveryId: 'dlv_none', sessionId: 'ses_none', attachmentId: 'att_none' }
}

/** Somebody who is signed in, again after having signed out or erased the account. */
function createPeople (server: TestApp) {
  let count = 0
  let token: string | undefined
  return {
    /** A browser of theirs that is told of answers. */
    async subscribe (): Promise<string> {
      const { json } = await server.call('POST', '/api/v1/push/subscriptions', { key: await this.token(), body: { endpoint: 'https://push.example.org/somebody', keys: createBrowser().keys } })
      return json.id
    },
    async token (): Promise<string> {
      const isKnown = token !== undefined && (await server.call('GET', '/api/v1/auth/profile', { key: token })).status === 200
      if (!isKnown) token = (await register(server, `person${++count}`)).accessToken
      return token!
    },
  }
}

/** So that nothing is waited for that is not there, and answers are short. */
const settle = (value: unknown, ids: Ids): unknown => mapTexts(value, (text, name) => {
  if (name === 'baseUrl' || name === 'url') return text.includes('://') && !text.startsWith('data:') ? 'http://127.0.0.1:9/v1' : text
  if (name === 'model') return text.length % 2 === 0 ? text : 'demo/parlance'
  if (['content', 'message', 'text', 'input', 'prompt'].includes(name)) return `[length 3] [delay 0] ${text}`
  return text.length % 3 === 0 ? text : ids[name] ?? text
})

function askedOf ({ parameters = [], requestBody }: Operation, find: Find, ids: Ids, kind: 'valid' | 'spoiled'): Arbitrary<Asked> {
  const valueOf = (schema: Schema, example: unknown) => {
    const value = arbitraryOf({ ...schema, ...example !== undefined && { example } }, find)
    return kind === 'valid' ? value : spoiled(value)
  }
  const path = fc.record(Object.fromEntries(parameters.filter(parameter => parameter.in === 'path').map(({ name, schema, example }) =>
    [name, fc.oneof({ weight: 3, arbitrary: fc.constant(ids[name] ?? 'none') }, { weight: 1, arbitrary: valueOf(schema, example) })])))
  const query = fc.record(Object.fromEntries(parameters.filter(parameter => parameter.in === 'query').map(({ name, schema, example }) => [name, valueOf(schema, example)])),
    { requiredKeys: parameters.filter(parameter => parameter.in === 'query' && parameter.required === true).map(({ name }) => name) })
  const schema = requestBody?.content['application/json']?.schema
  const body = schema === undefined ? fc.constant(undefined) : kind === 'valid' ? arbitraryOf(schema, find) : spoiled(arbitraryOf(schema, find))
  return fc.record({ path, query, body }).map(asked => ({
    path: Object.fromEntries(Object.entries(asked.path).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])),
    query: asked.query,
    body: settle(asked.body, ids),
  }))
}

async function send (url: string, method: string, path: string, { path: places, query, body }: Asked, key: string | undefined): Promise<Answered> {
  const write = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed()
  const address = new URL(url + path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(write(places[name]))))
  for (const [name, value] of Object.entries(query)) address.searchParams.append(name, write(value))
  const response = await fetch(address, {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${key}`, ...body !== undefined && { 'content-type': 'application/json' } },
    ...body !== undefined && { body: JSON.stringify(body) },
    signal: AbortSignal.timeout(20_000),
  })
  return { status: response.status, type: response.headers.get('content-type')?.split(';')[0] ?? '', text: await response.text() }
}

/** What is wrong about an answer; undefined when nothing is. */
function judgeAnswer ({ status, type, text }: Answered, responses: Operation['responses'], isAs: (schema: Schema) => ValidateFunction): string | undefined {
  const json = type === 'application/json' ? JSON.parse(text) as { error?: { code?: string; type?: string } } : undefined
  const code = json?.error?.code ?? json?.error?.type ?? ''
  if (status >= 500 && !ofOthers.test(code)) return `${status} ${text.slice(0, 300)}`
  const response = responses[status]
  // an address that is no route, or of another one
  if (response === undefined && (status === 404 || status === 405)) return code === '' ? `${status} without a word` : undefined
  if (response === undefined) return `${status} is not in the document: ${text.slice(0, 300)}`
  const content = response.content ?? {}
  if (Object.keys(content).length === 0) return text === '' ? undefined : `${status} has a body, and the document knows none`
  const described = content[type]
  if (described === undefined) return `${status} comes as ${type || 'nothing'}, the document knows ${Object.keys(content).join()}`
  if (json === undefined) return undefined
  const isValid = isAs(described.schema)
  return isValid(json) ? undefined : `${status} is not as the document says: ${isValid.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`).slice(0, 3).join()} in ${text.slice(0, 300)}`
}
