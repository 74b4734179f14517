import { test } from 'tap'
import type { Tongue } from '../../src/core/provider.ts'
import { applyParams } from '../../src/gateway/params.ts'
import mistral from '../../src/providers/mistral/index.ts'
import openaiCompatible from '../../src/providers/openai-compatible/index.ts'
import { json, startUpstream } from '../helpers/replay-upstream.ts'

const baseUrl = 'https://api.mistral.ai/v1'
const user = { role: 'user', content: 'hi' }

/** What goes out of a body, the rules first and the last word then, and what is told of it. */
const send = (fields: Record<string, unknown>, tongue: Tongue = mistral.speaks[0]) => {
  const body = { model: 'mistral-small-latest', messages: [user], ...fields }
  const { params = {} } = tongue
  const { changes, warnings } = applyParams(body, typeof params === 'function' ? params(body.model, { baseUrl }) : params)
  const merged = { ...body, ...changes }
  const shaped = tongue.shape?.(merged) ?? { body: merged }
  return { body: JSON.parse(JSON.stringify(shaped.body)), told: [...warnings, ...shaped.warnings ?? []].map(({ action, param }) => `${action} ${param}`) }
}
const sendMessages = (...messages: object[]) => {
  const { body, told } = send({ messages })
  return { messages: body.messages, told }
}

test('fields that Mistral calls otherwise are renamed, those that it refuses are dropped', async t => {
  const { body, told } = send({ max_completion_tokens: 5, seed: 7, temperature: 2, user: 'u', logprobs: true, top_k: 4, n: 2, metadata: { a: 'b' }, parallel_tool_calls: false, prompt_mode: 'reasoning', safe_prompt: true })
  t.same(body, { model: 'mistral-small-latest', messages: [user], max_tokens: 5, random_seed: 7, temperature: 1.5, n: 2, metadata: { a: 'b' }, parallel_tool_calls: false, prompt_mode: 'reasoning', safe_prompt: true })
  t.same(told.sort(), ['clamped temperature', 'dropped logprobs', 'dropped top_k', 'dropped user', 'renamed max_completion_tokens', 'renamed seed'])
})

test('usage comes unasked, so that asking for it is nobody’s loss; null is as good as nothing', async t => {
  const { body, told } = send({ stream: true, stream_options: { include_usage: true }, stop: null, logit_bias: null, response_format: null })
  t.same(body, { model: 'mistral-small-latest', messages: [user], stream: true })
  t.same(told, [])
})

for (const [model, effort, sent, told] of [
  ['mistral-small-latest', 'none', 'none', []],
  ['mistral-medium-3-5', 'low', 'high', ['clamped reasoning_effort']],
  ['magistral-small-latest', 'high', 'high', []],
  ['codestral-latest', 'high', undefined, ['dropped reasoning_effort']],
  ['mistral-large-2512', 'none', undefined, ['dropped reasoning_effort']],
  ['mistral-large-4-0', 'low', 'low', []],
  ['a-model-of-tomorrow', 'max', 'max', []],
] as const) {
  test(`${model} is told to think ${effort} as ${sent ?? 'nothing'}`, async t => {
    const written = send({ model, reasoning_effort: effort })
    t.equal(written.body.reasoning_effort, sent)
    t.same(written.told, told)
  })
}

test('an id of a call that does not suit Mistral becomes one that does, the same at both ends and in every turn', async t => {
  const conversation = (id: string) => [user, { role: 'assistant', content: null, tool_calls: [{ id, index: 0, type: 'function', function: { name: 'f', arguments: '{}' }, extra_content: {} }] }, { role: 'tool', tool_call_id: id, content: '1' }]
  const { messages, told } = sendMessages(...conversation('call_abc'))
  const [, { tool_calls: [call], content }, { tool_call_id: answered }] = messages
  t.match(call, { id: /^[a-zA-Z0-9]{9}$/, type: 'function', function: { name: 'f', arguments: '{}' } })
  t.equal(content, '')
  t.equal(answered, call.id)
  t.same(sendMessages(...conversation('call_abc')).messages, messages)
  t.not(sendMessages(...conversation('call_abd')).messages[1].tool_calls[0].id, call.id)
  t.equal(sendMessages(...conversation('g6fVbXS8K')).messages[1].tool_calls[0].id, 'g6fVbXS8K', 'one that does stays')
  t.same(told, [])
})

test('messages hold what Mistral knows, and the rest is told', async t => {
  const { messages, told } = sendMessages(
    { role: 'developer', content: 'Be brief.' },
    { role: 'user', name: 'Ada', content: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }, { type: 'text', text: 'b', cache_control: { type: 'ephemeral' } }] },
    { role: 'assistant', content: 'x', refusal: null, annotations: [], audio: { id: 'a' } },
    { role: 'assistant', content: null, refusal: 'No.' },
    user
  )
  t.same(messages, [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: 'a' }, { type: 'text', text: 'b' }] },
    { role: 'assistant', content: 'x' },
    { role: 'assistant', content: 'No.' },
    user,
  ])
  t.same(told, ['dropped messages[1].name', 'dropped cache_control', 'dropped messages[2].annotations', 'dropped messages[2].audio'])
})

test('what was thought goes back as a chunk of the content, by whichever name it comes', async t => {
  const chunk = { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }], closed: true }
  for (const thought of [{ reasoning_content: 'hm' }, { reasoning: 'hm' }, { reasoning_details: [{ type: 'reasoning.text', text: 'hm', signature: 's' }] }]) {
    const { messages, told } = sendMessages({ role: 'assistant', content: 'so', ...thought }, user)
    t.same(messages[0], { role: 'assistant', content: [chunk, { type: 'text', text: 'so' }] })
    t.same(told, [])
  }
  const called = sendMessages({ role: 'assistant', content: null, reasoning_content: 'hm', tool_calls: [{ id: 'g6fVbXS8K', type: 'function', function: { name: 'f', arguments: '{}' } }] }, { role: 'tool', tool_call_id: 'g6fVbXS8K', content: '1' })
  t.same(called.messages[0].content, [chunk])
  const thoughtless = send({ model: 'ministral-8b-latest', messages: [{ role: 'assistant', content: 'so', reasoning_content: 'hm' }, user] })
  t.same(thoughtless.body.messages[0], { role: 'assistant', content: 'so' })
  t.same(thoughtless.told, ['dropped reasoning_content'])
})

test('documents, images and sound are chunks of Mistral’s', async t => {
  const pdf = 'data:application/pdf;base64,JVBERi0='
  const { messages: [{ content }], told } = sendMessages({
    role: 'user',
    content: [
      { type: 'file', file: { file_data: pdf, filename: 'a.pdf' } },
      { type: 'file', file: { file_id: 'file-1' } },
      { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
      { type: 'image_url', image_url: 'https://example.com/b.png' },
      { type: 'input_audio', input_audio: { data: 'UklG', format: 'wav' } },
      { type: 'document_url', document_url: 'https://example.com/b.pdf' },
    ],
  })
  t.same(content, [
    { type: 'document_url', document_url: pdf, document_name: 'a.pdf' },
    { type: 'file', file_id: 'file-1' },
    { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
    { type: 'image_url', image_url: 'https://example.com/b.png' },
    { type: 'input_audio', input_audio: 'UklG' },
    { type: 'document_url', document_url: 'https://example.com/b.pdf' },
  ])
  t.same(told, [])
})

test('the order of turns is one that Mistral takes', async t => {
  const call = { role: 'assistant', content: '', tool_calls: [{ id: 'g6fVbXS8K', type: 'function', function: { name: 'f', arguments: '{}' } }] }
  const result = { role: 'tool', tool_call_id: 'g6fVbXS8K', content: '1' }
  const interrupted = sendMessages(user, call, result, user)
  t.same(interrupted.messages.map(({ role }: any) => role), ['user', 'assistant', 'tool', 'assistant', 'user'])
  t.same(interrupted.told, ['emulated messages[3]'])

  const silent = sendMessages(user, { role: 'assistant', content: '' }, user)
  t.same(silent.messages, [user, user])
  t.same(silent.told, ['dropped messages[1]'])

  const begun = sendMessages(user, { role: 'assistant', content: 'Once' })
  t.same(begun.messages.at(-1), { role: 'assistant', content: 'Once', prefix: true })
  t.same(begun.told, ['emulated messages[1]'])
  t.same(sendMessages(user, { role: 'assistant', content: 'Once', prefix: true }).told, [])
})

test('tools have a schema and nothing more than Mistral knows', async t => {
  const { body, told } = send({
    tools: [
      { type: 'function', function: { name: 'f', description: null, strict: null, cache_control: { type: 'ephemeral' } } },
      { type: 'function', function: { name: 'g', description: 'does', parameters: { type: 'object' }, strict: true } },
      { type: 'web_search' },
    ],
    tool_choice: 'required',
  })
  t.same(body.tools, [
    { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } },
    { type: 'function', function: { name: 'g', description: 'does', parameters: { type: 'object' }, strict: true } },
    { type: 'web_search' },
  ])
  t.equal(body.tool_choice, 'required')
  t.same(told, ['dropped cache_control'])
})

test('vectors have another name for their length', async t => {
  const { body, told } = send({ messages: undefined, input: 'x', dimensions: 256, encoding_format: 'base64', user: 'u' }, mistral.speaks[1])
  t.same(body, { model: 'mistral-small-latest', input: 'x', output_dimension: 256, encoding_format: 'base64' })
  t.same(told, ['renamed dimensions', 'dropped user'])
})

test('the listing tells what chats, and that all of it can write JSON', async t => {
  const card = (id: string, capabilities: object, more: object = {}) => ({ id, object: 'model', created: 1760000000, owned_by: 'mistralai', max_context_length: 131072, type: 'base', capabilities: { completion_chat: true, ...capabilities }, ...more })
  const upstream = await startUpstream(t, {
    'GET /v1/models': json({ object: 'list', data: [card('mistral-small-latest', { function_calling: true, vision: true, reasoning: true }), card('open-mistral-7b', {}), card('mistral-embed', { completion_chat: false }), card('ft:old', {}, { archived: true })] }),
  })
  const shared = { created: 1760000000, ownedBy: 'mistralai', contextWindow: 131072 }
  t.same(await mistral.models?.({ baseUrl: upstream.url, apiKey: 'key' }, { fetchJson: async (url, { headers = {} } = {}) => (await fetch(url, { headers })).json() }), [
    { ...shared, id: 'mistral-small-latest', capabilities: ['streaming', 'tools', 'vision', 'json', 'reasoning'] },
    { ...shared, id: 'open-mistral-7b', capabilities: ['streaming', 'json'] },
  ])
  t.equal(upstream.last().headers.authorization, 'Bearer key')
})

test('Mistral’s address has the same accent under the generic kind, and no other address has', async t => {
  const spoken = (baseUrl: string) => openaiCompatible.speaks.filter(({ isSpoken }) => isSpoken?.({ baseUrl }) ?? true)
  t.same(spoken(baseUrl).map(({ shape, params }) => [shape, params]), mistral.speaks.map(({ shape, params }) => [shape, params]))
  for (const other of ['https://api.groq.com/openai/v1', 'http://localhost:8000/v1', 'https://api.mistral.ai.example.com/v1', 'not a url']) {
    t.same(spoken(other).map(({ dialect, shape }) => [dialect.id, shape]), [['openai-chat', undefined], ['openai-embeddings', undefined]], other)
  }
})
