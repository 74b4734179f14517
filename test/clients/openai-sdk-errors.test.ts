import OpenAI, { APIError, AuthenticationError, BadRequestError, InternalServerError, NotFoundError, PermissionDeniedError, RateLimitError } from 'openai'
import t, { test } from 'tap'
import { addAnswering } from '../helpers/answering-upstream.ts'
import { adminKey, startApp } from '../helpers/app.ts'
import { rateLimited, type Upstream } from '../helpers/replay-upstream.ts'
import { kinds, voices } from '../helpers/voices.ts'

const server = await startApp(t)
const connect = (options: Partial<ConstructorParameters<typeof OpenAI>[0]> = {}) => new OpenAI({ baseURL: server.baseUrl, apiKey: adminKey, ...options })
const client = connect()
const upstreams = new Map<string, Upstream>()
for (const kind of kinds) upstreams.set(kind, await addAnswering(t, server, kind))

const ask = (content: string, model = 'demo/parlance') => ({ model, messages: [{ role: 'user' as const, content }] })
const createKey = async (settings: object) => (await server.call('POST', '/api/v1/api-keys', { body: { name: 'app', scopes: ['inference'], ...settings } })).json.secret

/** The error that a call ends in. Fails when it ends well. */
const failure = async (call: Promise<unknown>): Promise<any> => {
  const thrown = await call.then(() => undefined, (error: unknown) => error)
  if (thrown === undefined) throw new Error('the call went well')
  return thrown
}

test('each mistake is the SDK’s own class, with code, param and request id', async t => {
  const other = await createKey({ scopes: ['providers'] })
  const refusals: [name: string, type: Function, code: string, param: string | null, call: () => Promise<unknown>][] = [
    ['no key that was ever made', AuthenticationError, 'unauthorized', null, () => connect({ apiKey: 'plk_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG' }).models.list()],
    ['a key of somebody else', AuthenticationError, 'unauthorized', null, () => connect({ apiKey: 'sk-proj-0123' }).chat.completions.create(ask('hello'))],
    ['a scope that is missing', PermissionDeniedError, 'forbidden', null, () => connect({ apiKey: other }).chat.completions.create(ask('hello'))],
    ['an unknown model', NotFoundError, 'model_not_found', 'model', () => client.chat.completions.create(ask('hello', 'nobody/knows'))],
    ['an unknown model to look at', NotFoundError, 'model_not_found', 'model', () => client.models.retrieve('demo/gpt')],
    ['no messages', BadRequestError, 'invalid_request', 'messages', () => client.chat.completions.create({ model: 'demo/parlance', messages: [] })],
    ['a wrong type', BadRequestError, 'invalid_request', 'temperature', () => client.chat.completions.create({ ...ask('hello'), temperature: 'hot' as never })],
    ['a wrong stream', BadRequestError, 'invalid_request', 'messages[0].role', () => client.chat.completions.create({ ...ask('hello'), stream: true, messages: [{ role: 'king' as never, content: '' }] })],
    ['what the provider finds too long', BadRequestError, 'context_length_exceeded', 'messages', () => client.chat.completions.create(ask('[fail context]'))],
  ]
  for (const [name, type, code, param, call] of refusals) {
    const error = await failure(call())
    t.ok(error instanceof type, `${name}: ${error}`)
    t.match(error, { code, param, requestID: /^req_/, error: { message: String, type: String } }, name)
  }
})

test('a key’s limit is a RateLimitError that says how long to wait', async t => {
  const limited = connect({ apiKey: await createKey({ limits: { requestsPerMinute: 1 } }), maxRetries: 0 })
  await limited.chat.completions.create(ask('hello [length 1]'))
  const error = await failure(limited.chat.completions.create(ask('hello [length 1]')))
  t.ok(error instanceof RateLimitError)
  t.equal(error.code, 'rate_limited')
  t.match(error.headers.get('retry-after'), /^\d+$/)
  t.equal(error.headers.get('x-ratelimit-remaining'), '0')
})

test('a provider’s rate limit is waited for as long as it asks, and then goes well', async t => {
  const voice = voices.openai
  const times: number[] = []
  upstreams.get('openai')!.on(({ body }) => body.includes('[busy]'), () => times.push(Date.now()) === 1 ? rateLimited(2) : voice.whole({ text: 'at last' }))
  const completion = await client.chat.completions.create(ask('[busy]', 'openai/m'))
  t.equal(completion.choices[0]!.message.content, 'at last')
  t.ok(times[1]! - times[0]! >= 1990, 'without the header the SDK waits a second at most')
})

test('what a provider does wrong is never the caller’s key, and only what may help is tried again', async t => {
  const cases: [status: number, type: Function, told: number, code: string, requests: number][] = [
    [401, InternalServerError, 502, 'upstream_auth_failed', 1],
    [402, InternalServerError, 502, 'upstream_quota_exhausted', 1],
    [403, InternalServerError, 502, 'upstream_auth_failed', 1],
    [400, BadRequestError, 400, 'invalid_request', 1],
    [500, InternalServerError, 502, 'upstream_failed', 2],
  ]
  const twice = connect({ maxRetries: 1 })
  await Promise.all(kinds.map(async kind => {
    const upstream = upstreams.get(kind)!
    for (const [status, type, told, code, requests] of cases) {
      const before = upstream.requests.length
      const error = await failure(twice.chat.completions.create({ ...ask(`[fail ${status}]`, `${kind}/m`), stream: status === 401 }))
      t.ok(error instanceof type, `${kind} ${status}: ${error}`)
      t.match(error, { status: told, code, requestID: /^req_/ }, `${kind} ${status}`)
      t.equal(upstream.requests.length - before, requests, `${kind} ${status}: so many requests at the provider`)
    }
  }))
})

for (const kind of ['demo', ...kinds]) {
  test(`${kind}: a failure in mid-stream is thrown from the iterator, and after the text that came before`, async t => {
    const [model, prompt] = kind === 'demo' ? ['demo/parlance', '[fail midstream] [delay 0]'] as const : [`${kind}/m`, '[break]'] as const
    let text = ''
    const error = await failure((async () => {
      for await (const chunk of await client.chat.completions.create({ ...ask(prompt, model), stream: true })) text += chunk.choices[0]?.delta.content ?? ''
    })())
    t.ok(error instanceof APIError, String(error))
    t.match(error, { message: kind === 'demo' ? /failed half-way/ : /GPU caught fire/, code: 'upstream_failed' })
    t.not(text, '')
    t.ok(await failure(client.chat.completions.stream(ask(prompt, model)).finalChatCompletion()) instanceof APIError, 'by the stream helper too')
  })
}

test('a stream that is cut is an error, never a short answer', async t => {
  for (const word of ['[cut]', '[cut] [reasoning]']) {
    const error = await failure(client.chat.completions.stream(ask(`${word} [delay 0]`)).finalChatCompletion())
    t.match(error, { code: 'upstream_cut' })
  }
})
