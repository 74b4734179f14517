import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import t, { test } from 'tap'
import { z } from 'zod'
import { adminKey, startApp } from '../helpers/app.ts'

const server = await startApp(t)
const client = new OpenAI({ baseURL: `${server.url}/api/v1`, apiKey: adminKey })

const model = 'demo/parlance'
const ask = (content: string) => [{ role: 'user' as const, content }]
const Weather = z.object({ city: z.string(), degrees: z.number() })
const tools = [{ type: 'function' as const, function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } }]

for (const [name, sdk] of [
  ['under /api/v1', client],
  ['under /v1', new OpenAI({ baseURL: `${server.url}/v1`, apiKey: adminKey })],
  ['with the key in x-api-key', new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'unused', defaultHeaders: { authorization: null, 'x-api-key': adminKey } })],
] as const) {
  test(`${name}: lists models, looks at one, and answers whole and streamed`, async t => {
    const list = []
    for await (const one of sdk.models.list()) list.push(one)
    t.ok(list.some(({ id, object, created, owned_by }) => id === model && object === 'model' && Number.isInteger(created) && owned_by !== ''))
    t.match(await sdk.models.retrieve(model), { id: model, object: 'model' })

    const completion = await sdk.chat.completions.create({ model, messages: ask('[echo] Grüße 👋') })
    t.match(completion, { id: /^chatcmpl-/, object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content: 'Grüße 👋' }, finish_reason: 'stop' }], usage: { total_tokens: Number } })
    t.match(completion._request_id, /^req_/)

    let text = ''
    for await (const chunk of await sdk.chat.completions.create({ model, stream: true, messages: ask('[echo] Grüße 👋 [delay 0]') })) text += chunk.choices[0]!.delta.content ?? ''
    t.equal(text, 'Grüße 👋')
  })
}

test('the stream helper adds a stream up to the answer that the whole one is', async t => {
  const messages = ask('Tell me a story [length 50] [delay 0]')
  const stream = client.chat.completions.stream({ model, messages, stream_options: { include_usage: true } })
  let heard = ''
  stream.on('content', delta => { heard += delta })
  const final = await stream.finalChatCompletion()
  const whole = await client.chat.completions.create({ model, messages })
  t.same(final.choices[0]!.message.content, whole.choices[0]!.message.content)
  t.equal(heard, whole.choices[0]!.message.content)
  t.same(final.usage, whole.usage)
  t.equal(whole.usage?.completion_tokens, 50)
})

test('usage comes on a last chunk without choices, for those who asked', async t => {
  const read = async (more: object) => {
    const chunks: OpenAI.ChatCompletionChunk[] = []
    for await (const chunk of await client.chat.completions.create({ model, stream: true, messages: ask('hi [length 5] [delay 0]'), ...more })) chunks.push(chunk)
    return chunks
  }
  const asked = await read({ stream_options: { include_usage: true } })
  t.match(asked.at(-1), { choices: [], usage: { completion_tokens: 5 } })
  t.ok(asked.slice(0, -1).every(({ usage }) => usage === null))
  const silent = await read({})
  t.ok(silent.every(({ usage, choices }) => usage == null && choices.length === 1))
})

test('runTools calls functions, parallel ones too, until the model has an answer', async t => {
  for (const isStream of [false, true]) {
    const asked: string[] = []
    const weather = { type: 'function' as const, function: { name: 'get_weather', description: 'Weather', parse: JSON.parse, parameters: tools[0]!.function.parameters, function: ({ city }: { city: string }) => { asked.push(city); return `18 °C in ${city}` } } }
    const request = { model, messages: ask('How is it in Rome? [tools 2] [delay 0]'), tools: [weather] }
    const runner = isStream ? client.chat.completions.runTools({ ...request, stream: true }) : client.chat.completions.runTools(request)
    t.match(await runner.finalContent(), /18 °C in Rome/)
    t.same(asked, ['Rome', 'Rome'])
    t.same(runner.messages.map(({ role }) => role), ['user', 'assistant', 'tool', 'tool', 'assistant'])
  }
})

test('parallel calls have ids and indexes of their own, and arguments that parse', async t => {
  const request = { model, tools, messages: ask('[tools 3] [delay 0]') }
  const whole = await client.chat.completions.create(request)
  const streamed = await client.chat.completions.stream(request).finalChatCompletion()
  for (const { choices: [choice] } of [whole, streamed]) {
    const called = choice!.message.tool_calls as OpenAI.ChatCompletionMessageFunctionToolCall[] // no custom tools were offered
    t.equal(choice!.finish_reason, 'tool_calls')
    t.equal(new Set(called.map(({ id }) => id)).size, 3)
    for (const call of called) t.match(JSON.parse(call.function.arguments), { city: String })
  }
})

test('response_format gives what its schema says, parsed, whole and streamed', async t => {
  const request = { model, messages: ask('The weather in Oslo [delay 0]'), response_format: zodResponseFormat(Weather, 'weather') }
  t.ok(Weather.safeParse((await client.chat.completions.parse(request)).choices[0]!.message.parsed).success)
  t.ok(Weather.safeParse((await client.chat.completions.stream(request).finalChatCompletion()).choices[0]!.message.parsed).success)
})

test('reasoning, refusals, lengths and several choices arrive where the SDK has them', async t => {
  const thinking = await client.chat.completions.stream({ model, messages: ask('why? [reasoning] [delay 0]') }).finalChatCompletion()
  t.match(thinking.choices[0]!.message, { content: /./ })
  const whole = await client.chat.completions.create({ model, messages: ask('why? [reasoning]') })
  t.match(whole.choices[0]!.message, { reasoning_content: /./ })
  const refused = await client.chat.completions.stream({ model, messages: ask('[refuse] [delay 0]') }).finalChatCompletion()
  t.match(refused.choices[0]!.message, { refusal: /./ })
  const cut = await client.chat.completions.create({ model, messages: ask('go on [length 50]'), max_completion_tokens: 3 })
  t.match(cut, { choices: [{ finish_reason: 'length' }], usage: { completion_tokens: 3 } })
  const two = await client.chat.completions.stream({ model, n: 2, messages: ask('hello [length 4] [delay 0]') }).finalChatCompletion()
  t.same(two.choices.map(({ index, finish_reason: finish }) => [index, finish]), [[0, 'stop'], [1, 'stop']])
})

test('an abort ends the iterator at once and the call on the server', async t => {
  const stream = await client.chat.completions.create({ model, stream: true, messages: ask('hello [length 500] [delay 50]') })
  const settled = server.receipts.length
  const iterator = stream[Symbol.asyncIterator]()
  await iterator.next()
  await iterator.return!() // what `break` in a loop does
  while (server.receipts.length === settled) await new Promise(resolve => setTimeout(resolve, 5))
  t.match(server.receipts.at(-1), { status: 'aborted' })
})
