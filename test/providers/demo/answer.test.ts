import { test } from 'tap'
import { markdown } from '../../../src/providers/demo/specimens.ts'
import { ask, collect, join, say, stream, timeTool, weatherTool } from './ask.ts'

const both = async (content: string, more: object = {}) => {
  const whole = await ask(say(`${content} [delay 0]`, more))
  const events = await collect(say(`${content} [delay 0]`, { stream_options: { include_usage: true }, ...more }))
  return { whole: whole.body, events, joined: join(events) }
}

test('answers a whole message as OpenAI would', async t => {
  const { status, headers, body } = await ask(say('Hello, what is Parlance?'))
  t.equal(status, 200)
  t.equal(headers['content-type'], 'application/json')
  t.match(body, { id: /^chatcmpl-/, object: 'chat.completion', created: 1_700_000_000, model: 'parlance', choices: [{ index: 0, finish_reason: 'stop', logprobs: null, message: { role: 'assistant', refusal: null } }] })
  const { content } = body.choices[0].message
  t.match(content, 'Hello, what is Parlance?', 'it is about what was asked')
  t.match(content, 'self-hosted AI chat backend')
  t.match(content, /^- /m, 'a list')
  t.match(content, /```sh\n/, 'a code block')
})

test('streams the same text, token by token', async t => {
  const { whole, events, joined } = await both('How do I add a provider?')
  t.equal(joined.content, whole.choices[0].message.content)
  t.same(joined.finish, ['stop'])
  t.same(events[0].choices[0].delta, { role: 'assistant', content: '', refusal: null })
  t.equal(events.at(-1), '[DONE]')
  t.same(events.at(-2).choices, [])
  t.same(events.at(-2).usage, whole.usage)
  t.ok(events.slice(0, -2).every(({ usage }) => usage === null), 'null until the end')
  t.equal(events.filter(({ choices }) => choices?.[0]?.delta.content).length, whole.usage.completion_tokens, 'every piece is one token')
})

test('says nothing of usage to a stream that did not ask', async t => {
  const events = await collect(say('Hi [delay 0] [length 3]'))
  t.ok(events.every(event => event === '[DONE]' || !('usage' in event)))
})

test('counts a quarter of the prompt’s characters', async t => {
  const { body } = await ask({ messages: [{ role: 'system', content: 'x'.repeat(8) }, { role: 'user', content: [{ type: 'text', text: 'x'.repeat(9) }] }] })
  t.equal(body.usage.prompt_tokens, 5)
  t.equal(body.usage.total_tokens, 5 + body.usage.completion_tokens)
})

test('answers the same thing to the same question, whatever the seed', async t => {
  t.same(await ask(say('Hello', { seed: 1 })), await ask(say('Hello', { seed: 2 })))
})

test('answers with exactly so many tokens', async t => {
  for (const length of [0, 1, 200, 3000]) {
    const { whole, joined } = await both(`[length ${length}]`)
    t.equal(whole.usage.completion_tokens, length)
    t.equal(joined.content, whole.choices[0].message.content)
  }
})

test('stops at max_tokens and says so, whichever way it is spelt', async t => {
  for (const field of ['max_tokens', 'max_completion_tokens']) {
    const { whole, joined } = await both('Hello', { [field]: 5 })
    t.equal(whole.choices[0].finish_reason, 'length')
    t.equal(whole.usage.completion_tokens, 5)
    t.same(joined.finish, ['length'])
  }
  t.equal((await ask(say('[length 5]', { max_tokens: 5 }))).body.choices[0].finish_reason, 'stop', 'exactly enough is enough')
})

test('counts reasoning inside max_tokens', async t => {
  const { body } = await ask(say('[reasoning]', { max_tokens: 4 }))
  t.match(body, { usage: { completion_tokens: 4, completion_tokens_details: { reasoning_tokens: 4 } }, choices: [{ finish_reason: 'length', message: { content: '' } }] })
})

test('stops before a stop sequence', async t => {
  for (const stop of ['deux', ['trois', 'deux']]) {
    const { whole, joined } = await both('[echo] un deux trois', { stop })
    t.equal(whole.choices[0].message.content, 'un ')
    t.equal(joined.content, 'un ')
    t.same(joined.finish, ['stop'])
  }
})

test('gives several answers that take turns', async t => {
  const { whole, events } = await both('[length 3]', { n: 3 })
  t.same(whole.choices.map(({ index }: any) => index), [0, 1, 2])
  t.equal(whole.usage.completion_tokens, 9)
  for (const index of [0, 1, 2]) {
    t.equal(join(events, index).content, whole.choices[index].message.content)
    t.same(join(events, index).finish, ['stop'])
  }
  t.same(events.filter(({ choices }) => choices?.[0]?.delta.content).map(({ choices }) => choices[0].index), [0, 1, 2, 0, 1, 2, 0, 1, 2])
})

test('thinks first, by word or by model', async t => {
  for (const [content, model] of [['[reasoning]', 'parlance'], ['Hello', 'parlance-reasoning']] as const) {
    const { whole, joined } = await both(content, { model })
    t.ok(joined.reasoning.length > 20)
    t.equal(whole.choices[0].message.reasoning_content, joined.reasoning)
    t.ok(whole.usage.completion_tokens_details.reasoning_tokens > 0)
  }
})

test('is brief as parlance-mini', async t => {
  const { body } = await ask(say('Hello', { model: 'parlance-mini' }))
  t.ok(body.choices[0].message.content.length < 150)
})

test('calls the first tool, or the one that is named', async t => {
  for (const [word, name] of [['[tool]', 'get_weather'], ['[tool get_time]', 'get_time']] as const) {
    const { whole, joined } = await both(`${word} in Prague`, { tools: [weatherTool, timeTool] })
    const [call] = whole.choices[0].message.tool_calls
    t.match(call, { id: /^call_/, type: 'function', function: { name } })
    t.match(JSON.parse(call.function.arguments), name === 'get_weather' ? { city: 'Prague', unit: 'celsius', days: 2 } : { place: 'Prague' })
    t.equal(whole.choices[0].message.content, null)
    t.equal(whole.choices[0].finish_reason, 'tool_calls')
    t.same(joined.calls, [{ id: call.id, name, arguments: call.function.arguments }])
    t.same(joined.finish, ['tool_calls'])
  }
})

test('calls several tools at once, unless that is forbidden', async t => {
  const { whole, joined } = await both('[tools 3]', { tools: [weatherTool, timeTool] })
  t.same(whole.choices[0].message.tool_calls.map((call: any) => call.function.name), ['get_weather', 'get_time', 'get_weather'])
  t.equal(new Set(joined.calls.map(({ id }) => id)).size, 3)
  const { body } = await ask(say('[tools 3]', { tools: [weatherTool], parallel_tool_calls: false }))
  t.equal(body.choices[0].message.tool_calls.length, 1)
})

test('calls a tool by itself when the prompt is about it', async t => {
  const tools = [timeTool, weatherTool]
  const { body } = await ask(say('What is the weather in New York?', { tools }))
  t.equal(body.choices[0].message.tool_calls[0].function.name, 'get_weather')
  t.match(JSON.parse(body.choices[0].message.tool_calls[0].function.arguments), { city: 'New York' })
  t.equal((await ask(say('Good day', { tools }))).body.choices[0].finish_reason, 'stop')
})

test('obeys tool_choice', async t => {
  const tools = [weatherTool, timeTool]
  const names = async (toolChoice: unknown, content = 'Good day') =>
    (await ask(say(content, { tools, tool_choice: toolChoice }))).body.choices[0].message.tool_calls?.map((call: any) => call.function.name)
  t.same(await names('none', '[tool]'), undefined)
  t.same(await names('required'), ['get_weather'])
  t.same(await names({ type: 'function', function: { name: 'get_time' } }), ['get_time'])
  t.match(await ask(say('x', { tools, tool_choice: { type: 'function', function: { name: 'other' } } })), { status: 400, body: { error: { param: 'tool_choice' } } })
})

test('says so when there is no tool to call', async t => {
  t.match((await ask(say('[tool]'))).body.choices[0].message.content, 'offers none')
  t.match((await ask(say('[tool other]', { tools: [weatherTool] }))).body.choices[0].message.content, 'only offers `get_weather`')
})

test('sums up what the tools answered', async t => {
  const messages = [
    { role: 'user', content: '[tools 2] weather and time' },
    { role: 'assistant', content: null, tool_calls: [{ id: 'a', function: { name: 'get_weather' } }, { id: 'b', function: { name: 'get_time' } }] },
    { role: 'tool', tool_call_id: 'a', content: '{"temperature":21,"sky":"clear"}' },
    { role: 'tool', tool_call_id: 'b', content: [{ type: 'text', text: 'half past nine' }] },
  ]
  const { body } = await ask({ messages, tools: [weatherTool, timeTool] })
  const { content } = body.choices[0].message
  t.equal(body.choices[0].finish_reason, 'stop')
  t.match(content, '**get_weather** answered:\n\n- temperature: 21\n- sky: clear')
  t.match(content, '**get_time** answered:\n\n> half past nine')
})

test('refuses in the field for refusals', async t => {
  const { whole, joined } = await both('[refuse]')
  t.match(whole.choices[0].message, { content: null, refusal: /^I’m sorry/ })
  t.equal(joined.refusal, whole.choices[0].message.refusal)
  t.equal(joined.content, '')
})

test('answers JSON when the word, the format or the schema asks for it', async t => {
  const schema = { type: 'object', properties: { title: { type: 'string' }, pages: { type: 'integer', minimum: 10 } }, required: ['title', 'pages'] }
  const content = async (text: string, format?: object) => JSON.parse((await both(text, { response_format: format })).joined.content)
  t.type(await content('[json]'), 'object')
  t.type(await content('Hi', { type: 'json_object' }), 'object')
  t.match(await content('Hi', { type: 'json_schema', json_schema: { name: 'Book', schema } }), { title: String, pages: 10 })
  t.type(await content('Hi [length 3]', { type: 'json_object' }), 'object', 'JSON is not cut')
})

test('echoes, draws, formats or says nothing', async t => {
  t.equal((await both('[echo] žluťoučký 👩‍👩‍👧')).joined.content, 'žluťoučký 👩‍👩‍👧')
  t.equal((await both('[markdown]')).joined.content, markdown)
  t.match((await both('[image]')).joined.content, /!\[[^\]]+\]\(data:image\/svg\+xml;base64,[A-Za-z0-9+/=]+\)/)
  const { whole, joined } = await both('[empty]')
  t.equal(whole.choices[0].message.content, '')
  t.match(joined, { content: '', finish: ['stop'] })
})

test('notices pictures and earlier turns', async t => {
  const { body } = await ask({ messages: [{ role: 'user', content: 'One' }, { role: 'assistant', content: 'Yes' }, { role: 'user', content: [{ type: 'text', text: 'Two' }, { type: 'image_url', image_url: { url: 'data:' } }] }] })
  t.match(body.choices[0].message.content, 'a picture came along')
  t.match(body.choices[0].message.content, 'message 2 of our conversation')
})

test('fails before the answer begins, the way a provider does', async t => {
  for (const [name, status, type] of [['401', 401, 'invalid_request_error'], ['429', 429, 'requests'], ['500', 500, 'server_error'], ['503', 503, 'unavailable_error'], ['529', 529, 'overloaded_error'], ['context', 400, 'invalid_request_error'], ['bad', 400, 'invalid_request_error']] as const) {
    for (const stream of [true, false]) {
      const failed = await ask(say(`[fail ${name}]`, { stream }))
      t.match(failed, { status, headers: { 'content-type': 'application/json' }, body: { error: { type, message: String } } }, name)
    }
  }
  t.equal((await ask(say('[fail 429]'))).headers['retry-after'], '2')
  t.equal((await ask(say('[fail context]'))).body.error.code, 'context_length_exceeded')
})

test('fails half-way in the stream', async t => {
  const events = await collect(say('[fail midstream] [delay 0]'))
  t.match(events.at(-1), { error: { type: 'server_error' } })
  t.ok(join(events).content.length > 0, 'some text came first')
  t.same(join(events).finish, [])
  t.match(await ask(say('[fail midstream]')), { status: 200, body: { error: { type: 'server_error' } } })
  const empty = await collect(say('[fail midstream] [empty]'))
  t.match(empty.at(-1), { error: {} }, 'even without a text')
  t.same(join(empty).finish, [])
})

test('breaks off half-way', async t => {
  const events: any[] = []
  const read = async () => { for await (const event of stream(say('[cut] [delay 0]'))) events.push(event) }
  t.match(await read().catch((error: unknown) => error), { kind: 'upstream_cut' })
  t.ok(join(events).content.length > 0)
  t.match(await ask(say('[cut]')).catch((error: unknown) => error), { kind: 'upstream_cut' })
})

test('stalls until it is cancelled', async t => {
  const client = new AbortController()
  const events = stream(say('[stall] [delay 0]'), { signal: client.signal })
  for (let tokens = 0; tokens < 9; tokens++) await events.next()
  const next = events.next()
  t.equal(await Promise.race([next.then(() => 'event'), new Promise(resolve => setTimeout(resolve, 20, 'silence'))]), 'silence')
  client.abort()
  await t.rejects(next, { name: 'AbortError' })
})

test('stops at once when it is cancelled and leaves no timer', async t => {
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
  for (const word of ['[wait 60000]', '[delay 60000]']) {
    for (const isStream of [true, false]) {
      if (word.startsWith('[delay') && !isStream) continue
      const before = timers()
      const client = new AbortController()
      const done: Promise<unknown> = isStream ? collect(say(word), { signal: client.signal }) : ask(say(word), { signal: client.signal })
      done.catch(() => {})
      while (timers() === before) await new Promise(setImmediate)
      client.abort()
      await t.rejects(done, { name: 'AbortError' })
      t.equal(timers(), before)
    }
  }
})

test('waits between tokens and before the first', async t => {
  const events = await collect(say('[length 3] [delay 1] [wait 1]'))
  t.equal(events.at(-1), '[DONE]')
})

test('lets others work during a long answer without delay', async t => {
  let turns = 0
  const counting = setInterval(() => turns++, 0)
  await collect(say('[length 5000] [delay 0]'))
  clearInterval(counting)
  t.ok(turns > 0)
})

test('says what is wrong with a request, in OpenAI’s envelope', async t => {
  const bad: [unknown, string | null][] = [
    ['{', null],
    ['null', 'model'],
    [JSON.stringify({ messages: [{ role: 'user', content: 'x' }] }), 'model'],
    [{}, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: 'x' }, 'messages'],
    [{ messages: [{ content: 'x' }] }, 'messages[0].role'],
    [{ messages: [null] }, 'messages[0].role'],
    [say('x', { n: 0 }), 'n'],
    [say('x', { n: 99 }), 'n'],
    [say('x', { max_tokens: 0 }), 'max_tokens'],
    [say('x', { max_tokens: '5' }), 'max_tokens'],
  ]
  for (const [request, param] of bad) {
    t.match(await ask(request), { status: 400, body: { error: { message: String, type: 'invalid_request_error', param } } }, JSON.stringify(request))
  }
  t.match(await ask(say('x', { model: 'gpt-4' })), { status: 404, body: { error: { code: 'model_not_found' } } })
  t.match(await ask(say('x'), { path: '/images/generations' }), { status: 404, body: { error: { code: 'unknown_url' } } })
})

test('makes do with odd but harmless requests', async t => {
  const odd = [
    say(null), say([null, {}]), say('x', { tools: [null, {}] }), say('x', { tools: 'x' }), say('x', { tool_choice: null }), say('x', { stop: [null, ''] }),
    say('x', { response_format: { type: 'json_schema' } }), say('x', { max_tokens: null }), say('[tool]', { tools: [{ type: 'function', function: { name: 'f' } }] }),
    { messages: [{ role: 'system', content: 'only this' }] }, { messages: [{ role: 'tool', content: 'x' }] },
    { messages: [{ role: 'assistant', tool_calls: [null] }, { role: 'tool', tool_call_id: 'x', content: null }] },
  ]
  for (const request of odd) t.equal((await ask(request)).status, 200, JSON.stringify(request))
})
