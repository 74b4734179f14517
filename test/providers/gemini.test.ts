import OpenAI, { APIError } from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import t, { test } from 'tap'
import { z } from 'zod'
import { adminKey, startApp } from '../helpers/app.ts'
import { fixtureCases, type ExpectedAnswer } from '../helpers/fixtures.ts'
import { file, json, sse, sseText, startUpstream, type Reply } from '../helpers/replay-upstream.ts'

const apiKey = 'AIzaSyCanary-0123456789_0123456789abcde'
const server = await startApp(t)
const client = new OpenAI({ baseURL: server.baseUrl, apiKey: adminKey, maxRetries: 0 })
const upstream = await startUpstream(t)
await server.addProvider({ name: 'g', kind: 'gemini', baseUrl: `${upstream.url}/v1beta`, apiKey })

const usageMetadata = { promptTokenCount: 20, cachedContentTokenCount: 8, candidatesTokenCount: 5, thoughtsTokenCount: 7, totalTokenCount: 32 }
const usage = { prompt_tokens: 20, completion_tokens: 12, total_tokens: 32, prompt_tokens_details: { cached_tokens: 8 }, completion_tokens_details: { reasoning_tokens: 7 } }
const answer = (parts: object[], more: object = {}) => ({ candidates: [{ content: { parts, role: 'model' }, ...more, index: 0 }], usageMetadata, modelVersion: 'gemini-3-flash', responseId: 'w1peaMz6' })
const end = { finishReason: 'STOP' }
/** What the model says next, whether it is asked for a stream or not. */
const says = (...parts: object[]): void => {
  upstream.on('POST /v1beta/models/gemini-3-flash:generateContent', json(answer(parts, end)))
  upstream.on('POST /v1beta/models/gemini-3-flash:streamGenerateContent', sse([...parts.map(part => answer([part])), answer([{ text: '' }], end)]))
}
const model = 'g/gemini-3-flash'
const ask = (content: string) => [{ role: 'user' as const, content }]

test('answers whole and streamed; the key is in a header, the model and the verb in the address', async t => {
  says({ text: 'Hello ' }, { text: 'wörld 👋' })
  const whole = await client.chat.completions.create({ model, messages: ask('hi') })
  t.match(whole, { choices: [{ message: { role: 'assistant', content: 'Hello wörld 👋' }, finish_reason: 'stop' }], usage })
  t.equal(upstream.last().query.size, 0)
  t.match(upstream.last(), { path: '/v1beta/models/gemini-3-flash:generateContent', headers: { 'x-goog-api-key': apiKey } })
  t.same(upstream.last().parsed, { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] })
  const streamed = await client.chat.completions.stream({ model, messages: ask('hi'), stream_options: { include_usage: true } }).finalChatCompletion()
  t.match(streamed, { choices: [{ message: { content: 'Hello wörld 👋' }, finish_reason: 'stop' }], usage })
  t.match(upstream.last(), { path: '/v1beta/models/gemini-3-flash:streamGenerateContent', headers: { 'x-goog-api-key': apiKey } })
  t.same([...upstream.last().query], [['alt', 'sse']])
  t.notMatch(server.lines.join('\n'), apiKey)
})

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const tools = [{ type: 'function' as const, function: { name: 'get_weather', parameters } }]

for (const isStream of [false, true]) {
  test(`signatures of calls come back as they were, ${isStream ? 'streamed' : 'whole'}`, async t => {
    says({ functionCall: { id: 'x1', name: 'get_weather', args: { city: 'Paris' } }, thoughtSignature: 'EqQBCg==' }, { functionCall: { name: 'get_weather', args: { city: 'Rome' } } })
    const request = { model, messages: ask('Paris or Rome?'), tools }
    const { choices: [choice] } = isStream ? await client.chat.completions.stream(request).finalChatCompletion() : await client.chat.completions.create(request)
    t.equal(choice!.finish_reason, 'tool_calls')
    const { message } = choice!
    const [paris, rome] = message.tool_calls!
    t.match(paris, { id: 'x1', extra_content: { google: { thought_signature: 'EqQBCg==' } } })
    t.same(upstream.last().parsed.tools, [{ functionDeclarations: [{ name: 'get_weather', description: '', parametersJsonSchema: parameters }] }])

    says({ text: 'Fine.' })
    await client.chat.completions.create({ ...request, messages: [...request.messages, message, { role: 'tool', tool_call_id: rome!.id, content: '21' }, { role: 'tool', tool_call_id: paris!.id, content: '{"degrees":18}' }] })
    t.same(upstream.last().parsed.contents.slice(1), [
      { role: 'model', parts: [{ functionCall: { id: 'x1', name: 'get_weather', args: { city: 'Paris' } }, thoughtSignature: 'EqQBCg==' }, { functionCall: { id: rome!.id, name: 'get_weather', args: { city: 'Rome' } } }] },
      { role: 'user', parts: [{ functionResponse: { id: rome!.id, name: 'get_weather', response: { output: '21' } } }, { functionResponse: { id: 'x1', name: 'get_weather', response: { degrees: 18 } } }] },
    ])
  })

  test(`thoughts are told, and what proves the text comes back with it, ${isStream ? 'streamed' : 'whole'}`, async t => {
    says({ text: 'Hm.', thought: true }, { text: 'Yes.' }, { text: '', thoughtSignature: 'EpcCCpQC' })
    const request = { model, messages: ask('Sure?'), reasoning_effort: 'low' as const }
    const { choices: [choice] } = isStream ? await client.chat.completions.stream(request).finalChatCompletion() : await client.chat.completions.create(request)
    t.match(choice!.message, { content: 'Yes.', reasoning_content: 'Hm.' })
    t.same(upstream.last().parsed.generationConfig, { thinkingConfig: { thinkingLevel: 'low', includeThoughts: true } })
    await client.chat.completions.create({ ...request, messages: [...request.messages, choice!.message, ...ask('Really?')] })
    // Of a stream a client knows no more than that something was signed.
    const signed = { thoughtSignature: 'EpcCCpQC' }
    t.same(upstream.last().parsed.contents[1].parts, [{ text: 'Hm.', thought: true, ...isStream && signed }, { text: 'Yes.', ...!isStream && signed }])
  })
}

test('keeps to a JSON schema', async t => {
  const Weather = z.object({ city: z.string(), degrees: z.number().int().positive() })
  says({ text: '{"city":"Paris","degrees":18}' })
  const request = { model, messages: ask('The weather in Paris'), response_format: zodResponseFormat(Weather, 'weather') }
  t.same((await client.chat.completions.parse(request)).choices[0]!.message.parsed, { city: 'Paris', degrees: 18 })
  t.match(upstream.last().parsed.generationConfig, { responseMimeType: 'application/json', responseJsonSchema: { type: 'object', properties: { city: { type: 'string' }, degrees: { type: 'integer', minimum: 1 } }, required: ['city', 'degrees'], additionalProperties: false } })
})

test('pictures and files are sent inline; what a private network keeps is not fetched', async t => {
  says({ text: 'A cat.' })
  await client.chat.completions.create({
    model,
    messages: [{ role: 'user', content: [{ type: 'text', text: 'What?' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0K' } }, { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBE' } }, { type: 'file', file: { file_id: 'files/abc' } }] }],
  })
  t.same(upstream.last().parsed.contents[0].parts.slice(1), [
    { inlineData: { mimeType: 'image/png', data: 'iVBORw0K' } }, { inlineData: { mimeType: 'application/pdf', data: 'JVBE' } }, { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc' } },
  ])
  const asked = upstream.requests.length
  const refused = await client.chat.completions.create({ model, messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: `${upstream.url}/cat.png` } }] }] }).catch((thrown: unknown) => thrown)
  t.match(refused, { status: 400, code: 'media_unreachable' })
  t.equal(upstream.requests.length, asked, 'nobody was asked for it')
})

test('what is changed is told', async t => {
  says({ text: 'ok' })
  const { response } = await client.chat.completions.create({ model, messages: ask('hi'), user: 'u', logit_bias: { 1: 2 } }).withResponse()
  t.equal(response.headers.get('x-parlance-warnings'), 'dropped logit_bias, dropped user')
  const strict = await client.chat.completions.create({ model, messages: ask('hi'), user: 'u' }, { headers: { 'x-strict': 'true' } }).catch((thrown: unknown) => thrown)
  t.match(strict, { status: 400, code: 'parameter_unsupported', param: 'user' })
})

const fixture = (name: string, status: number): Reply => file(new URL(`../fixtures/gemini/${name}.json`, import.meta.url), { status })
const failures: [name: string, upstream: number, status: number, code: string, headers?: Record<string, string>][] = [
  ['error-400-key', 400, 502, 'upstream_auth_failed', { 'x-should-retry': 'false' }],
  ['error-400-context', 400, 400, 'context_length_exceeded'],
  ['error-400', 400, 400, 'invalid_request'],
  ['error-403', 403, 502, 'upstream_auth_failed', { 'x-should-retry': 'false' }],
  ['error-404-model', 404, 404, 'model_not_found'],
  ['error-429', 429, 429, 'upstream_rate_limited', { 'retry-after': '49', 'retry-after-ms': '48500' }],
  ['error-503', 503, 503, 'upstream_overloaded'],
  ['error-504', 504, 504, 'upstream_timeout'],
  ['prompt-blocked-whole', 200, 400, 'content_blocked'],
  ['malformed-whole', 200, 502, 'upstream_failed'],
  ['stream-as-list', 200, 502, 'upstream_bad_response'],
]
for (const [name, upstreamStatus, status, code, headers = {}] of failures) {
  test(`${name} is ${status} ${code}, asked for a stream or not`, async t => {
    upstream.on('POST /v1beta/models/bad:generateContent', fixture(name, upstreamStatus))
    upstream.on('POST /v1beta/models/bad:streamGenerateContent', fixture(name, upstreamStatus))
    for (const stream of [false, true]) {
      const failed: any = await client.chat.completions.create({ model: 'g/bad', messages: ask('hi'), stream }).catch((thrown: unknown) => thrown)
      t.ok(failed instanceof APIError, String(failed))
      t.match(failed, { status, code })
      for (const [header, value] of Object.entries(headers)) t.equal(failed.headers.get(header), value)
    }
  })
}

test('a stream that goes wrong ends in an error, however it does', async t => {
  const before = [answer([{ text: 'I was about to' }])]
  const streams: [Reply, string, RegExp][] = [
    [sse([...before, { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }]), 'upstream_overloaded', /overloaded/],
    [sse([...before, answer([], { finishReason: 'MALFORMED_FUNCTION_CALL' })]), 'upstream_failed', /MALFORMED_FUNCTION_CALL/],
    [sse(before), 'upstream_cut', /broke off/],
    [sseText('data: {"candidates": [{"content": {"parts": [{"text": "I was about to"}]}}]}\r\n\r\ndata: {"cand', { cutAfter: 90 }), 'upstream_cut', /./],
    [sse([...before, '<html>']), 'upstream_bad_response', /not JSON/],
  ]
  for (const [reply, code, message] of streams) {
    upstream.on('POST /v1beta/models/bad:streamGenerateContent', reply)
    let said = ''
    const failed: any = await client.chat.completions.stream({ model: 'g/bad', messages: ask('hi') }).on('content', delta => { said += delta }).finalChatCompletion().catch((thrown: unknown) => thrown)
    t.ok(failed instanceof APIError, String(failed))
    t.match(failed, { code, message })
    t.equal(said, 'I was about to')
  }
})

const playable = fixtureCases.filter(({ kind, expected }) => kind === 'gemini' && expected.error === undefined && expected.thrown === undefined)

for (const [number, { name, bytes, isStream, expected }] of playable.entries()) {
  test(`${name}: the SDK reads it`, async t => {
    upstream.on(({ path }) => path.includes(`/case-${number}:`), { headers: { 'content-type': isStream ? 'text/event-stream' : 'application/json' }, body: bytes, splitAt: 977 })
    const request = { model: `g/case-${number}`, messages: ask('hi') }
    const outcome = await (isStream ? client.chat.completions.stream(request).finalChatCompletion() : client.chat.completions.create(request)).catch((thrown: unknown) => thrown)
    if (expected.streamError !== undefined) {
      t.match(outcome, { code: expected.kind, message: expected.streamError })
      return
    }
    const { choices } = outcome as OpenAI.ChatCompletion // no error was expected
    const answers = expected.choices ?? [expected as ExpectedAnswer] // without a list there is one answer, at the top
    t.same(choices.map(({ message, finish_reason: finish }) => [message.content ?? '', (message.tool_calls ?? []).map(call => call.type === 'function' ? [call.function.name, JSON.parse(call.function.arguments)] : call), finish]),
      answers.map(({ text, tool_calls: calls, finish_reason: finish }) => [text, calls.map(({ name, args }) => [name, args]), finish]))
  })
}

test('vectors come through the door for embeddings', async t => {
  upstream.on('POST /v1beta/models/gemini-embedding-001:batchEmbedContents', json({ embeddings: [{ values: [0.5, -0.5] }, { values: [1, 0] }], usageMetadata: { promptTokenCount: 4 } }))
  const { data, usage } = await client.embeddings.create({ model: 'g/gemini-embedding-001', input: ['a', 'b'], dimensions: 2 })
  t.same(data.map(({ embedding }) => embedding), [[0.5, -0.5], [1, 0]])
  t.match(usage, { prompt_tokens: 4 })
  t.match(upstream.last(), { headers: { 'x-goog-api-key': apiKey }, parsed: { requests: [{ model: 'models/gemini-embedding-001', content: { parts: [{ text: 'a' }] }, outputDimensionality: 2 }, {}] } })
})
