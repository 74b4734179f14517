import { Ajv } from 'ajv'
import { test } from 'tap'
import { GatewayError } from '../../../src/core/errors.ts'
import { gemini } from '../../../src/dialects/gemini/index.ts'
import { GenerateContentRequest } from '../../../src/dialects/gemini/schema.ts'
import { reachable } from '../../../src/schemas/type.ts'

const read = (body: object) => gemini.readRequest({ contents: [{ parts: [{ text: 'hi' }] }], ...body })
const user = { role: 'user', content: [{ type: 'text', text: 'hi' }] }

/** What an act throws. */
const thrownBy = (act: () => unknown): unknown => {
  try {
    act()
  } catch (thrown) {
    return thrown
  }
}

test('a plain request needs no role', async t => {
  t.same(read({}), { model: '', messages: [user], stream: false, params: {}, extras: {} })
  t.equal(read({ model: 'models/gemini-2.5-flash' }).model, 'gemini-2.5-flash')
})

test('everything is read, in either spelling', async t => {
  const camel = {
    systemInstruction: { parts: [{ text: 'Be kind.' }] },
    tools: [{ functionDeclarations: [{ name: 'f', description: 'd', parametersJsonSchema: { type: 'object', properties: { some_name: {} } } }] }],
    toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] } },
    generationConfig: {
      temperature: 0.5, topP: 0.9, topK: 4, maxOutputTokens: 9, stopSequences: ['x'], seed: 7, presencePenalty: 1, frequencyPenalty: 0.5, candidateCount: 2,
      responseLogprobs: true, logprobs: 3, responseMimeType: 'application/json', responseJsonSchema: { title: 'Weather' }, thinkingConfig: { thinkingLevel: 'HIGH', includeThoughts: true },
    },
    safetySettings: [{ category: 'c' }],
    serviceTier: 'standard',
  }
  const wanted = {
    messages: [{ role: 'system', content: [{ type: 'text', text: 'Be kind.' }] }, user],
    tools: [{ type: 'function', name: 'f', description: 'd', parameters: { type: 'object', properties: { some_name: {} } } }],
    toolChoice: { name: 'f' },
    params: {
      temperature: 0.5, topP: 0.9, topK: 4, maxOutputTokens: 9, stop: ['x'], seed: 7, presencePenalty: 1, frequencyPenalty: 0.5, n: 2, logprobs: true, topLogprobs: 3,
      responseFormat: { type: 'json-schema', name: 'Weather', schema: { title: 'Weather' } }, reasoningEffort: 'high', serviceTier: 'default',
    },
    extras: { safetySettings: [{ category: 'c' }] },
  }
  t.match(read(camel), wanted)
  t.match(read({
    system_instruction: { parts: [{ text: 'Be kind.' }] },
    tools: [{ function_declarations: [{ name: 'f', description: 'd', parameters_json_schema: { type: 'object', properties: { some_name: {} } } }] }],
    tool_config: { function_calling_config: { mode: 'ANY', allowed_function_names: ['f'] } },
    generation_config: {
      temperature: 0.5, top_p: 0.9, top_k: 4, max_output_tokens: 9, stop_sequences: ['x'], seed: 7, presence_penalty: 1, frequency_penalty: 0.5, candidate_count: 2,
      response_logprobs: true, logprobs: 3, response_mime_type: 'application/json', response_json_schema: { title: 'Weather' }, thinking_config: { thinking_level: 'HIGH', include_thoughts: true },
    },
    safety_settings: [{ category: 'c' }],
    service_tier: 'SERVICE_TIER_STANDARD',
  }), wanted)
})

test('Google’s own kind of schema becomes JSON Schema', async t => {
  const schema = { type: 'OBJECT', properties: { type: { type: 'STRING', nullable: true }, list: { type: 'ARRAY', items: { type: 'INTEGER' }, minItems: '1' } }, required: ['type'] }
  const json = { type: 'object', properties: { type: { type: ['string', 'null'] }, list: { type: 'array', items: { type: 'integer' }, minItems: 1 } }, required: ['type'] }
  t.match(read({ tools: [{ functionDeclarations: [{ name: 'f', parameters: schema }] }] }).tools, [{ parameters: json }])
  t.same(read({ generationConfig: { responseMimeType: 'application/json', responseSchema: schema } }).params.responseFormat, { type: 'json-schema', name: 'answer', schema: json })
})

test('what only Gemini understands is kept for it', async t => {
  const generationConfig = { responseModalities: ['IMAGE'], responseMimeType: 'text/x.enum', responseSchema: { type: 'STRING', enum: ['a'] }, thinkingConfig: { thinkingBudget: -1 } }
  const toolConfig = { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f', 'g'] }, retrievalConfig: { languageCode: 'de' } }
  const request = read({ tools: [{ googleSearch: {} }, { functionDeclarations: [{ name: 'f', behavior: 'NON_BLOCKING' }] }], generationConfig, toolConfig, cachedContent: 'cachedContents/a', enhanced: 1 })
  t.same(request.tools, [{ type: 'extra', name: 'gemini.googleSearch', data: { googleSearch: {} } }, { type: 'function', name: 'f', extra: { behavior: 'NON_BLOCKING' } }])
  t.equal(request.toolChoice, undefined)
  t.same(request.extras, { cachedContent: 'cachedContents/a', enhanced: 1, generationConfig, toolConfig })
  const { body, warnings } = gemini.writeRequest({ ...request, model: 'gemini-2.5-flash', extrasOf: 'gemini' })
  t.match(body, { tools: [{ googleSearch: {} }, { functionDeclarations: [{ name: 'f', behavior: 'NON_BLOCKING' }] }], generationConfig, toolConfig, cachedContent: 'cachedContents/a', enhanced: 1 })
  t.same(warnings, [])
})

test('calls and answers without ids find each other, the same in every turn', async t => {
  const contents = [
    { role: 'model', parts: [{ functionCall: { name: 'f', args: { a: 1 } } }, { functionCall: { name: 'g' } }, { functionCall: { name: 'f', args: { a: 2 } } }] },
    { role: 'user', parts: [{ functionResponse: { name: 'f', response: { output: 'one' } } }, { functionResponse: { name: 'g', response: { error: 'no' } } }, { functionResponse: { name: 'f', response: { b: 2 } } }, { text: 'and?' }] },
  ]
  t.same(gemini.readRequest({ contents }).messages, [
    {
      role: 'assistant',
      content: [
        { type: 'tool-call', id: 'call_0_0', name: 'f', arguments: '{"a":1}' },
        { type: 'tool-call', id: 'call_0_1', name: 'g', arguments: '{}' },
        { type: 'tool-call', id: 'call_0_2', name: 'f', arguments: '{"a":2}' },
      ],
    },
    { role: 'tool', toolCallId: 'call_0_0', toolName: 'f', content: [{ type: 'text', text: 'one' }] },
    { role: 'tool', toolCallId: 'call_0_1', toolName: 'g', content: [{ type: 'text', text: 'no' }], isError: true },
    { role: 'tool', toolCallId: 'call_0_2', toolName: 'f', content: [{ type: 'text', text: '{"b":2}' }] },
    { role: 'user', content: [{ type: 'text', text: 'and?' }] },
  ])
})

const parts: [what: string, part: object, read: object][] = [
  ['a picture', { inline_data: { mime_type: 'image/png', data: 'AAAA' } }, { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' } }],
  ['a sound', { inlineData: { mimeType: 'audio/mp3', data: 'AAAA' } }, { type: 'audio', data: 'AAAA', format: 'mp3' }],
  ['a document', { inlineData: { mimeType: 'application/pdf', data: 'AAAA' } }, { type: 'file', source: { data: 'AAAA' }, mediaType: 'application/pdf' }],
  ['a picture on the web', { fileData: { fileUri: 'https://example.com/a' } }, { type: 'image', source: { url: 'https://example.com/a' } }],
  ['a document on the web', { fileData: { fileUri: 'https://example.com/a.pdf' } }, { type: 'file', source: { url: 'https://example.com/a.pdf' } }],
  ['a text on the web', { fileData: { fileUri: 'https://example.com/a', mimeType: 'text/csv' } }, { type: 'file', source: { url: 'https://example.com/a' }, mediaType: 'text/csv' }],
  ['a file that Google keeps', { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/a', mimeType: 'image/png' } }, { type: 'file', source: { id: 'https://generativelanguage.googleapis.com/v1beta/files/a' }, mediaType: 'image/png' }],
  ['a film', { fileData: { fileUri: 'https://www.youtube.com/watch?v=a' } }, { type: 'file', source: { id: 'https://www.youtube.com/watch?v=a' } }],
  ['a piece of a film', { fileData: { fileUri: 'https://youtu.be/a' }, videoMetadata: { fps: 1 } }, { type: 'extra', name: 'gemini.fileData', data: { fileData: { fileUri: 'https://youtu.be/a' }, videoMetadata: { fps: 1 } } }],
  ['what nobody knows yet', { hologram: { data: 'AAAA' } }, { type: 'extra', name: 'gemini.hologram', data: { hologram: { data: 'AAAA' } } }],
]
for (const [what, part, wanted] of parts) {
  test(`a user shows ${what}`, async t => {
    t.same(gemini.readRequest({ contents: [{ role: 'user', parts: [part] }] }).messages, [{ role: 'user', content: [wanted] }])
  })
}

test('what cannot be understood is refused by its name', async t => {
  t.match(thrownBy(() => gemini.readRequest({ contents: [{ role: 'system', parts: [] }] })), { kind: 'invalid_request', more: { param: 'contents[0].role' } })
  t.match(thrownBy(() => gemini.readRequest({ contents: [{ role: 'user', parts: [{ text: 'a' }, {}] }] })), { kind: 'invalid_request', more: { param: 'contents[0].parts[1]' } })
})

test('a system prompt is added where there is none', async t => {
  t.same(gemini.withSystem?.({ contents: [] }, 'Be kind.'), { systemInstruction: { parts: [{ text: 'Be kind.' }] } })
  t.equal(gemini.withSystem?.({ contents: [], system_instruction: { parts: [] } }, 'Be kind.'), undefined)
})

test('the schema takes what Google takes, in both spellings', async t => {
  const ajv = new Ajv({ strict: false, schemas: [...reachable(GenerateContentRequest).values()] })
  const validate = ajv.compile(GenerateContentRequest)
  for (const body of [
    { contents: [{ parts: [{ text: 'hi' }] }] },
    { contents: [{ role: 'user', parts: [{ inline_data: { mime_type: 'image/png', data: 'AAAA' } }] }], generation_config: { top_p: 0.5 }, generationConfig: null },
    ...GenerateContentRequest['examples'],
  ]) t.ok(validate(body), ajv.errorsText(validate.errors))
  for (const body of [{}, { contents: [] }, { contents: 'hi' }, { contents: [{ parts: 'hi' }] }, { contents: [{}], generationConfig: { temperature: 'hot' } }]) t.notOk(validate(body), JSON.stringify(body))
})

const detail = (error: any, name: string) => error.details.find((one: any) => one['@type'] === `type.googleapis.com/google.rpc.${name}`)

test('errors are Google’s', async t => {
  const { error }: any = gemini.writeError(new GatewayError('invalid_request', 'n is wrong.', { param: 'n' }), 'req_1')
  t.match(error, { code: 400, message: 'n is wrong.', status: 'INVALID_ARGUMENT' })
  t.match(detail(error, 'BadRequest'), { fieldViolations: [{ field: 'n', description: 'n is wrong.' }] })
  t.match(detail(error, 'RequestInfo'), { requestId: 'req_1' })
  t.match(detail(error, 'ErrorInfo'), { reason: 'INVALID_REQUEST' })
  const { error: busy }: any = gemini.writeError(new GatewayError('upstream_rate_limited', 'Slow down.', { retryAfterMs: 1500 }), 'req_1')
  t.match(busy, { code: 429, status: 'RESOURCE_EXHAUSTED' })
  t.match(detail(busy, 'RetryInfo'), { retryDelay: '1.5s' })
  const statuses: [kind: ConstructorParameters<typeof GatewayError>[0], code: number, status: string][] = [
    ['unauthorized', 401, 'UNAUTHENTICATED'], ['forbidden', 403, 'PERMISSION_DENIED'], ['model_not_found', 404, 'NOT_FOUND'], ['upstream_auth_failed', 502, 'UNAVAILABLE'],
    ['upstream_overloaded', 503, 'UNAVAILABLE'], ['upstream_timeout', 504, 'DEADLINE_EXCEEDED'], ['internal', 500, 'INTERNAL'],
  ]
  for (const [kind, code, status] of statuses) t.match((gemini.writeError(new GatewayError(kind, 'x'), 'r') as any).error, { code, status })
})

test('an error that is read keeps what it says of waiting, and is read again as the same', async t => {
  const written = JSON.stringify(gemini.writeError(new GatewayError('upstream_rate_limited', 'Slow down.', { retryAfterMs: 1500 }), 'r'))
  t.match(gemini.readError(429, {}, written), { kind: 'upstream_rate_limited', message: 'Slow down.', more: { retryAfterMs: 1500, upstream: { status: 429, type: 'RESOURCE_EXHAUSTED' } } })
})
