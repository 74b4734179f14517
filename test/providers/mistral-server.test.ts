import OpenAI from 'openai'
import t, { test } from 'tap'
import { adminKey, startApp } from '../helpers/app.ts'
import { addAnswering, calls, texts } from '../helpers/answering-upstream.ts'
import { json } from '../helpers/replay-upstream.ts'

const server = await startApp(t)
const upstream = await addAnswering(t, server, 'mistral')
const client = new OpenAI({ baseURL: server.baseUrl, apiKey: adminKey, maxRetries: 0 })
const model = 'mistral/mistral-small-latest'
const ask = (content: string) => [{ role: 'user' as const, content }]

const tools = [{ type: 'function' as const, function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }]
const thinkingChunk = { type: 'thinking', thinking: [{ type: 'text', text: texts.thought }], closed: true }

test('what it thinks is told apart from what it says, whole and streamed', async t => {
  const whole = await client.chat.completions.create({ model, messages: ask('[think]'), reasoning_effort: 'high' })
  t.match(whole.choices[0]!.message, { content: texts.plain, reasoning_content: texts.thought })
  t.equal(upstream.last().parsed.reasoning_effort, 'high')
  let [said, thought] = ['', '']
  for await (const { choices: [choice] } of await client.chat.completions.create({ model, messages: ask('[think]'), stream: true })) {
    const delta: { content?: string | null; reasoning_content?: string } = choice?.delta ?? {}
    said += delta.content ?? ''
    thought += delta.reasoning_content ?? ''
  }
  t.same([said, thought], [texts.plain, texts.thought])
})

test('a stream is not asked for usage and tells it all the same, to those who asked', async t => {
  const stream = await client.chat.completions.create({ model, messages: ask('hello'), stream: true, stream_options: { include_usage: true } })
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  t.notOk('stream_options' in upstream.last().parsed)
  t.match(chunks.at(-1), { choices: [], usage: { prompt_tokens: 11, completion_tokens: 7 } })
  t.ok(chunks.slice(0, -1).every(({ usage }) => usage == null))
  const { response } = await client.chat.completions.create({ model, messages: ask('hello'), stream: true, stream_options: { include_usage: true } }).withResponse()
  t.equal(response.headers.get('x-parlance-warnings'), null)
  await response.body?.cancel()
})

test('a conversation that another provider began goes on here: thoughts, calls and their ids', async t => {
  const messages = [
    ...ask('Paris or Rome?'),
    { role: 'assistant' as const, content: null, refusal: null, reasoning_content: texts.thought, tool_calls: calls.map(({ id, name, args }) => ({ id, type: 'function' as const, function: { name, arguments: JSON.stringify(args) } })) },
    ...calls.map(({ id }) => ({ role: 'tool' as const, tool_call_id: id, content: 'fine' })),
  ]
  const { data, response } = await client.chat.completions.create({ model, messages, tools }).withResponse()
  t.equal(data.choices[0]!.message.content, texts.summary)
  t.equal(response.headers.get('x-parlance-warnings'), null)
  const [, assistant, ...results] = upstream.last().parsed.messages
  t.same(assistant.content, [thinkingChunk])
  t.same(results.map((result: any) => result.tool_call_id), assistant.tool_calls.map((call: any) => call.id))
  for (const { id } of assistant.tool_calls) t.match(id, /^[a-zA-Z0-9]{9}$/)
  t.equal(new Set(assistant.tool_calls.map((call: any) => call.id)).size, 2)
})

test('a user who speaks up before the answer to a tool is heard, and that is told', async t => {
  const { response } = await client.chat.completions.create({
    model,
    messages: [...ask('Paris?'), { role: 'assistant', tool_calls: [{ id: 'g6fVbXS8K', type: 'function', function: { name: 'get_weather', arguments: '{}' } }] }, { role: 'tool', tool_call_id: 'g6fVbXS8K', content: 'fine' }, ...ask('And Rome?')],
  }).withResponse()
  t.same(upstream.last().parsed.messages.map(({ role }: any) => role), ['user', 'assistant', 'tool', 'assistant', 'user'])
  t.match(response.headers.get('x-parlance-warnings'), /^emulated messages\[3\]/)
})

test('a refusal of a field is told with the field’s name', async t => {
  upstream.on('/v1/chat/completions', json({ object: 'error', message: { detail: [{ type: 'extra_forbidden', loc: ['body', 'nonsense'], msg: 'Extra inputs are not permitted', input: 1 }] }, type: 'invalid_request_error', param: null, code: null }, { status: 422 }))
  const thrown = await client.chat.completions.create({ model, messages: ask('hello'), ...{ nonsense: 1 } }).catch((thrown: unknown) => thrown)
  t.match(thrown, { status: 422, code: 'invalid_request', param: 'nonsense', message: /Extra inputs are not permitted/ })
})

test('a key in the environment is enough', async t => {
  const { call } = await startApp(t, { MISTRAL_API_KEY: 'mistral-canary-0123456789' })
  t.match((await call('GET', '/api/v1/providers')).json.data.find(({ name }: any) => name === 'mistral'), { kind: 'mistral', source: 'environment', baseUrl: 'https://api.mistral.ai/v1' })
})
