import OpenAI, { APIError, BadRequestError, InternalServerError, NotFoundError } from 'openai'
import { zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod'
import t, { test } from 'tap'
import { z } from 'zod'
import { addAnswering, texts } from '../helpers/answering-upstream.ts'
import { adminKey, startApp } from '../helpers/app.ts'

const server = await startApp(t)
const client = new OpenAI({ baseURL: server.baseUrl, apiKey: adminKey, maxRetries: 0 })
const Weather = z.object({ city: z.string(), degrees: z.number() })
const City = z.object({ city: z.string() })
const getWeather = zodResponsesFunction({ name: 'get_weather', parameters: City })
const picture = 'data:image/png;base64,iVBORw0KGgo='

/** The error that a call ends in. Fails when it ends well. */
const failure = async (call: Promise<unknown>): Promise<any> => {
  const thrown = await call.then(() => undefined, (error: unknown) => error)
  if (thrown === undefined) throw new Error('the call went well')
  return thrown
}

for (const kind of ['openai', 'openai-compatible', 'anthropic', 'ollama'] as const) {
  const upstream = await addAnswering(t, server, kind)
  const model = `${kind}/m`

  test(`${kind}: create answers, and the stream helper adds up to the same`, async t => {
    const whole = await client.responses.create({ model, input: 'hello', instructions: 'Be brief.', temperature: 0.5 })
    t.match(whole, { id: /^resp_/, object: 'response', status: 'completed', output_text: texts.plain, usage: { input_tokens: 11, output_tokens: 7, total_tokens: 18 }, error: null })
    t.match(whole._request_id, /^req_/)
    const stream = client.responses.stream({ model, input: 'hello' })
    let heard = ''
    stream.on('response.output_text.delta', ({ delta, snapshot }: any) => {
      heard += delta
      t.equal(snapshot ?? heard, heard)
    })
    const final = await stream.finalResponse()
    t.match(final, { status: 'completed', output_text: texts.plain, usage: { total_tokens: 18 } })
    t.equal(heard, texts.plain)
  })

  test(`${kind}: a loop of parallel calls runs to its end, whole and streamed`, async t => {
    for (const isStream of [false, true]) {
      const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: 'Paris or Rome?' }]
      const ask = () => isStream ? client.responses.stream({ model, input, tools: [getWeather] }).finalResponse() : client.responses.parse({ model, input, tools: [getWeather] })
      const first = await ask()
      const asked = first.output.filter(item => item.type === 'function_call')
      t.same(asked.map(call => City.parse(call.parsed_arguments)), [{ city: 'Paris' }, { city: 'Rome' }])
      input.push(...first.output as OpenAI.Responses.ResponseInput) // what came out may go in again
      for (const { call_id: callId } of asked) input.push({ type: 'function_call_output', call_id: callId, output: `fine, ${callId}` })
      t.equal((await ask()).output_text, texts.summary)
      for (const { call_id: callId } of asked) t.match(upstream.last().body.toString(), kind === 'ollama' ? 'fine, ' : `fine, ${callId}`, 'the provider was told what the tool said')
    }
  })

  test(`${kind}: keeps to a schema, parsed, whole and streamed`, async t => {
    const request = { model, input: 'The weather in Paris', text: { format: zodTextFormat(Weather, 'weather') } }
    t.same((await client.responses.parse(request)).output_parsed, { city: 'Paris', degrees: 18 })
    t.same((await client.responses.stream(request).finalResponse()).output_parsed, { city: 'Paris', degrees: 18 })
  })

  test(`${kind}: a picture reaches the provider`, async t => {
    const { output_text: text } = await client.responses.create({ model, input: [{ role: 'user', content: [{ type: 'input_text', text: 'What is this?' }, { type: 'input_image', image_url: picture, detail: 'auto' }] }] })
    t.equal(text, texts.plain)
    t.match(upstream.last().body.toString(), 'iVBORw0KGgo=')
  })

  test(`${kind}: an answer that is cut says why`, async t => {
    t.match(await client.responses.stream({ model, input: '[long]' }).finalResponse(), { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })
  })

  test(`${kind}: each failure is the SDK’s own class, before the answer and in it`, async t => {
    for (const [status, type, told, code] of [[400, BadRequestError, 400, 'invalid_request'], [401, InternalServerError, 502, 'upstream_auth_failed'], [500, InternalServerError, 502, 'upstream_failed']] as const) {
      const error = await failure(client.responses.create({ model, input: `[fail ${status}]`, stream: status === 401 }))
      t.ok(error instanceof type, String(error))
      t.match(error, { status: told, code, requestID: /^req_/ })
    }
    let text = ''
    const broken = await failure((async () => {
      for await (const event of await client.responses.create({ model, input: '[break]', stream: true })) if (event.type === 'response.output_text.delta') text += event.delta
    })())
    t.ok(broken instanceof APIError, String(broken))
    t.match(broken, { message: /GPU caught fire/ })
    t.not(text, '')
    t.ok(await failure(client.responses.stream({ model, input: '[break]' }).finalResponse()) instanceof APIError, 'by the stream helper too')
  })

  test(`${kind}: an abort reaches the provider`, async t => {
    const at = upstream.requests.length
    const stream = await client.responses.create({ model, stream: true, input: '[stall]' })
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    await iterator.return!() // what `break` in a loop does
    t.equal(await (await upstream.request(at)).closedEarly, true)
  })
}

test('the built-in provider thinks, refuses and streams in this dialect too', async t => {
  const model = 'demo/parlance'
  const thinking = await client.responses.stream({ model, input: 'why? [reasoning] [delay 0]' }).finalResponse()
  t.match(thinking.output, [{ type: 'reasoning', summary: [{ text: /./ }] }, { type: 'message' }])
  const refused = await client.responses.create({ model, input: '[refuse]' })
  t.match(refused.output, [{ content: [{ type: 'refusal', refusal: /./ }] }])
  t.match(await failure(client.responses.stream({ model, input: '[cut] [delay 0]' }).finalResponse()), { code: 'upstream_cut' })
})

test('what is wrong with a request is told by field', async t => {
  t.match(await failure(client.responses.create({ model: 'openai/m', input: 'x', previous_response_id: 'resp_1' })), { status: 400, code: 'invalid_request', param: 'previous_response_id' })
  t.ok(await failure(client.responses.create({ model: 'nobody/knows', input: 'x' })) instanceof NotFoundError)
})
