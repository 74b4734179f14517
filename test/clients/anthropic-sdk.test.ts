import Anthropic from '@anthropic-ai/sdk'
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod'
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod'
import t, { test } from 'tap'
import { z } from 'zod'
import { addAnswering, signature, texts } from '../helpers/answering-upstream.ts'
import { adminKey, startApp } from '../helpers/app.ts'
import { kinds, voices } from '../helpers/voices.ts'

const server = await startApp(t)
const connect = (options: ConstructorParameters<typeof Anthropic>[0] = {}) => new Anthropic({ baseURL: server.url, apiKey: adminKey, authToken: null, maxRetries: 0, ...options })
const client = connect()

type Request = Anthropic.MessageCreateParamsNonStreaming
const ask = (content: Request['messages'][number]['content'], more: Partial<Request> = {}): Request => ({ model: 'm', max_tokens: 2000, messages: [{ role: 'user', content }], ...more })
const tool: Anthropic.Tool = { name: 'get_weather', description: 'Weather', input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } }
const Weather = z.object({ city: z.string(), degrees: z.number() })
const picture = { data: Buffer.from('a picture').toString('base64'), media_type: 'image/png' as const }

for (const kind of kinds) {
  const upstream = await addAnswering(t, server, kind)
  const model = `${kind}/m`

  test(`${kind}: answers whole and streamed, the same both times`, async t => {
    const whole = await client.messages.create({ ...ask('hello'), model })
    t.match(whole, { id: /^msg_/, type: 'message', role: 'assistant', content: [{ type: 'text', text: texts.plain }], stop_reason: 'end_turn', stop_sequence: null, usage: { input_tokens: 11, output_tokens: 7 } })
    const pieces: string[] = []
    const stream = client.messages.stream({ ...ask('hello'), model }).on('text', text => pieces.push(text))
    const streamed = await stream.finalMessage()
    t.match(streamed, { id: /^msg_/, type: 'message', role: 'assistant', content: [{ type: 'text', text: texts.plain }], stop_reason: 'end_turn', stop_sequence: null, usage: { input_tokens: 11, output_tokens: 7 } })
    t.ok(pieces.length > 3 && pieces.join('') === texts.plain, `${pieces.length} pieces`)
    t.match(stream.request_id, /^req_/)
  })

  test(`${kind}: events come in Anthropic’s order`, async t => {
    const types: string[] = []
    for await (const event of await client.messages.create({ ...ask('hello'), model, stream: true })) types.push(event.type)
    const deltas = types.filter(type => type === 'content_block_delta')
    t.same(types, ['message_start', 'content_block_start', ...deltas, 'content_block_stop', 'message_delta', 'message_stop'])
  })

  test(`${kind}: runs a loop of parallel tool calls to its end, whole and streamed`, async t => {
    for (const stream of [false, true]) {
      const asked: string[] = []
      const weather = betaZodTool({ name: 'get_weather', description: 'Weather', inputSchema: z.object({ city: z.string() }), run: ({ city }) => { asked.push(city); return `fine in ${city}` } })
      const last = await client.beta.messages.toolRunner({ ...ask('Paris or Rome?'), model, stream, tools: [weather] } as Parameters<typeof client.beta.messages.toolRunner>[0]).runUntilDone() // its overloads want stream to be a literal
      t.match(last.content, [{ type: 'text', text: texts.summary }])
      t.same(asked, ['Paris', 'Rome'])
      const { calls, results } = voices[kind].hear(upstream.last())
      t.same(calls.map(({ name, args }) => [name, args]), [['get_weather', { city: 'Paris' }], ['get_weather', { city: 'Rome' }]])
      t.match(results.map(({ text }) => text), [/fine in Paris/, /fine in Rome/])
    }
  })

  test(`${kind}: calls that are streamed are whole blocks, one after the other`, async t => {
    const { content, stop_reason: reason } = await client.messages.stream({ ...ask('Paris or Rome?'), model, tools: [tool] }).finalMessage()
    const called = content.filter(block => block.type === 'tool_use')
    t.equal(reason, 'tool_use')
    t.same(called.map(({ name, input }) => [name, input]), [['get_weather', { city: 'Paris' }], ['get_weather', { city: 'Rome' }]])
    t.equal(new Set(called.map(({ id }) => id)).size, 2)
  })

  test(`${kind}: sees pictures`, async t => {
    const content: Request['messages'][number]['content'] = [{ type: 'image', source: { type: 'base64', ...picture } }, { type: 'text', text: 'What is this?' }]
    await client.messages.create({ ...ask(content), model })
    const { images, prompt } = voices[kind].hear(upstream.last())
    t.match(images, [{ data: picture.data }])
    t.equal(prompt, 'What is this?')
  })

  test(`${kind}: hears system prompt, limit, stop sequences and sampling`, async t => {
    await client.messages.create({ ...ask('hello', { system: [{ type: 'text', text: 'Be kind.' }], stop_sequences: ['END'], temperature: 0.5 } as Partial<Request>), model })
    t.match(voices[kind].hear(upstream.last()), { system: 'Be kind.', maxTokens: 2000, stop: ['END'], temperature: 0.5 })
  })

  test(`${kind}: keeps to a schema in its own way`, async t => {
    const message = await client.messages.parse({ ...ask('The weather in Paris'), model, output_config: { format: zodOutputFormat(Weather) } })
    t.same(message.parsed_output, { city: 'Paris', degrees: 18 })
  })

  test(`${kind}: thinks aloud`, async t => {
    if (!voices[kind].can.has('thought')) return t.pass('its provider keeps its thoughts to itself')
    for (const message of [await client.messages.create({ ...ask('[think]'), model }), await client.messages.stream({ ...ask('[think]'), model }).finalMessage()]) {
      const [thought] = message.content
      t.match(thought, { type: 'thinking', thinking: texts.thought, signature: String })
      if (kind === 'anthropic') t.equal(thought?.type === 'thinking' && thought.signature, signature)
    }
  })

  test(`${kind}: counts tokens`, async t => {
    const { input_tokens: tokens } = await client.messages.countTokens({ model, messages: [{ role: 'user', content: 'hello' }] })
    t.ok(tokens > 0)
    if (kind === 'anthropic') t.equal(tokens, 42, 'as the provider counts')
  })

  test(`${kind}: an error is the SDK’s own class, with status, type and request id`, async t => {
    for (const [status, type, name] of [[429, 'rate_limit_error', 'RateLimitError'], [503, 'overloaded_error', 'OverloadedError']] as const) {
      const error = await client.messages.create({ ...ask(`[fail ${status}]`), model }).catch((thrown: unknown) => thrown)
      if (kind === 'anthropic') t.match(error, { status, headers: Headers, requestID: /^req_/ }, 'Anthropic’s own, as it came')
      else t.match(error, { name, type, requestID: /^req_/, error: { type: 'error', error: { message: /it went wrong, as asked/ } } })
    }
  })

  test(`${kind}: an error in the middle of a stream is thrown, not swallowed`, async t => {
    const stream = client.messages.stream({ ...ask('[break]'), model })
    const error = await stream.finalMessage().catch((thrown: unknown) => thrown)
    t.type(error, Anthropic.APIError)
    t.match(error, { message: /the GPU caught fire/, type: 'api_error' })
  })

  test(`${kind}: an abort reaches the provider`, async t => {
    const at = upstream.requests.length
    const iterator = (await client.messages.create({ ...ask('[stall]'), model, stream: true }))[Symbol.asyncIterator]()
    await iterator.next()
    await iterator.return?.() // what `break` in a loop does
    t.equal(await (await upstream.request(at)).closedEarly, true)
  })
}

test('the models are listed as Anthropic’s client reads them', async t => {
  const models = []
  for await (const model of client.models.list({ limit: 1000 })) models.push(model)
  t.ok(models.some(({ id }) => id === 'anthropic/m'))
  t.match(models[0], { type: 'model', id: String, display_name: String })
})

test('a token is as good as a key', async t => {
  t.match(await connect({ apiKey: null, authToken: adminKey }).messages.create({ ...ask('hello'), model: 'demo/parlance' }), { type: 'message' })
})

test('each mistake is the SDK’s own class', async t => {
  const mistakes: [Function, Promise<unknown>][] = [
    [Anthropic.AuthenticationError, connect({ apiKey: 'sk-ant-0123' }).messages.create(ask('hello'))],
    [Anthropic.NotFoundError, client.messages.create({ ...ask('hello'), model: 'claude-nobody-1' })],
    [Anthropic.BadRequestError, client.messages.create({ ...ask('hello'), model: 'demo/parlance', messages: [] })],
  ]
  for (const [type, call] of mistakes) t.type(await call.catch((thrown: unknown) => thrown), type)
})
