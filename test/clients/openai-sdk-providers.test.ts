import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import t, { test } from 'tap'
import { z } from 'zod'
import { addAnswering, texts } from '../helpers/answering-upstream.ts'
import { adminKey, startApp } from '../helpers/app.ts'
import { kinds, speaksOpenai } from '../helpers/voices.ts'

const server = await startApp(t)
const client = new OpenAI({ baseURL: server.baseUrl, apiKey: adminKey, maxRetries: 0 })

const ask = (content: string) => [{ role: 'user' as const, content }]
const Weather = z.object({ city: z.string(), degrees: z.number() })
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const tools = [{ type: 'function' as const, function: { name: 'get_weather', parameters } }]
const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 }

const collect = async (sdk: OpenAI, body: OpenAI.ChatCompletionCreateParamsStreaming) => {
  const chunks: OpenAI.ChatCompletionChunk[] = []
  for await (const chunk of await sdk.chat.completions.create(body)) chunks.push(chunk)
  return chunks
}

for (const kind of kinds) {
  const upstream = await addAnswering(t, server, kind)
  const model = `${kind}/m`

  test(`${kind}: its models are listed and can be looked at`, async t => {
    const ids = []
    for await (const { id } of client.models.list()) ids.push(id)
    t.ok(ids.includes(model), ids.join())
    t.match(await client.models.retrieve(model), { id: model, object: 'model', owned_by: /./ })
  })

  test(`${kind}: answers whole and streamed, the same both times`, async t => {
    const whole = await client.chat.completions.create({ model, messages: ask('hello') })
    t.match(whole, { id: /./, object: 'chat.completion', created: Number, choices: [{ message: { role: 'assistant', content: texts.plain, refusal: null }, finish_reason: 'stop' }], usage })
    const streamed = await client.chat.completions.stream({ model, messages: ask('hello'), stream_options: { include_usage: true } }).finalChatCompletion()
    t.match(streamed, { choices: [{ message: { role: 'assistant', content: texts.plain }, finish_reason: 'stop' }], usage })
    const chunks = await collect(client, { model, messages: ask('hello'), stream: true })
    t.equal(chunks.map(({ choices }) => choices[0]!.delta.content ?? '').join(''), texts.plain)
    t.notOk(chunks.some(one => one.usage != null), 'and without usage for those who did not ask')
  })

  test(`${kind}: runs a loop of parallel tool calls to its end, whole and streamed`, async t => {
    for (const isStream of [false, true]) {
      const asked: string[] = []
      const weather = { type: 'function' as const, function: { name: 'get_weather', description: 'Weather', parse: JSON.parse, parameters, function: ({ city }: { city: string }) => { asked.push(city); return `fine in ${city}` } } }
      const request = { model, messages: ask('Paris or Rome?'), tools: [weather] }
      const runner = isStream ? client.chat.completions.runTools({ ...request, stream: true }) : client.chat.completions.runTools(request)
      t.equal(await runner.finalContent(), texts.summary)
      t.same(asked, ['Paris', 'Rome'])
      const sent = upstream.last().body.toString()
      for (const result of ['fine in Paris', 'fine in Rome']) t.match(sent, result, 'the provider was told what the tool said')
    }
  })

  test(`${kind}: calls that are streamed have an id and an index each`, async t => {
    const { choices: [choice] } = await client.chat.completions.stream({ model, messages: ask('Paris or Rome?'), tools }).finalChatCompletion()
    const called = choice!.message.tool_calls as OpenAI.ChatCompletionMessageFunctionToolCall[] // no custom tools were offered
    t.equal(choice!.finish_reason, 'tool_calls')
    t.same(called.map(({ function: { name, arguments: json } }) => [name, JSON.parse(json)]), [['get_weather', { city: 'Paris' }], ['get_weather', { city: 'Rome' }]])
    t.equal(new Set(called.map(({ id }) => id)).size, 2)
  })

  test(`${kind}: keeps to a JSON schema in its own way`, async t => {
    const request = { model, messages: ask('The weather in Paris'), response_format: zodResponseFormat(Weather, 'weather') }
    t.same((await client.chat.completions.parse(request)).choices[0]!.message.parsed, { city: 'Paris', degrees: 18 })
    t.same((await client.chat.completions.stream(request).finalChatCompletion()).choices[0]!.message.parsed, { city: 'Paris', degrees: 18 })
  })

  test(`${kind}: an abort reaches the provider, on a stream and on a whole call`, async t => {
    const at = upstream.requests.length
    const stream = await client.chat.completions.create({ model, stream: true, messages: ask('[stall]') })
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    await iterator.return!() // what `break` in a loop does
    t.equal(await (await upstream.request(at)).closedEarly, true)

    const controller = new AbortController()
    const call = client.chat.completions.create({ model, messages: ask('[wait]') }, { signal: controller.signal }).catch((thrown: unknown) => thrown)
    const request = await upstream.request(at + 1)
    controller.abort()
    t.ok(await call instanceof OpenAI.APIUserAbortError)
    t.equal(await request.closedEarly, true)
  })

  if (!speaksOpenai(kind)) continue

  test(`${kind}: the SDK gets through the house what it gets directly`, async t => {
    const direct = new OpenAI({ baseURL: `${upstream.url}/v1`, apiKey: 'sk-direct' })
    for (const more of [{}, { tools }, { response_format: { type: 'json_object' as const } }, { stream_options: { include_usage: true } }]) {
      const body = { messages: ask('hello'), ...more }
      const streaming = { ...body, stream: true as const }
      if (!('stream_options' in more)) {
        const [far, near] = await Promise.all([client.chat.completions.create({ ...body, model }), direct.chat.completions.create({ ...body, model: 'm' })])
        t.same(far, near, Object.keys(more).join())
      }
      const [far, near] = await Promise.all([collect(client, { ...streaming, model }), collect(direct, { ...streaming, model: 'm' })])
      // usage is always asked for upstream, and a null where there is none yet harms nobody
      const tidy = (chunks: OpenAI.ChatCompletionChunk[]) => 'stream_options' in more ? chunks : chunks.map(({ usage, ...rest }) => usage == null ? rest : { ...rest, usage })
      t.same(tidy(far), tidy(near), `streamed ${Object.keys(more).join()}`)
    }
  })
}
