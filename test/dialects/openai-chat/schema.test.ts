import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { test } from 'tap'
import { openaiChatSchemas } from '../../../src/dialects/openai-chat/schema.ts'
import { writtenCases } from '../../helpers/fixtures.ts'

const ajv = addFormats.default(new Ajv({ strict: false, coerceTypes: false, allErrors: false }))
for (const schema of openaiChatSchemas) ajv.addSchema(schema)
const check = (id: string, value: unknown): string => ajv.validate(id, value) ? '' : ajv.errorsText()

test('every schema is named, described and shown by a valid example', async t => {
  for (const { $id, description, examples } of openaiChatSchemas) {
    t.ok($id && description && examples?.length, $id ?? 'a schema without $id')
    for (const example of examples ?? []) t.equal(check($id!, example), '', $id!)
  }
  t.equal(new Set(openaiChatSchemas.map(schema => schema.$id)).size, openaiChatSchemas.length)
})

const ok = { messages: [{ role: 'user', content: 'hi' }] }
const good: [string, object][] = [
  ['nulls', { ...ok, temperature: null, stop: null, tools: null, stream: null, stream_options: null, response_format: null, max_tokens: null, tool_choice: null, models: null }],
  ['unknown fields', { ...ok, provider: { order: [] }, chat_template_kwargs: {} }],
  ['parts and null as content', { messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }, { type: 'image_url', image_url: { url: 'u' } }, { type: 'video_url', video_url: {} }] }, { role: 'assistant', content: null, tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{}' } }] }, { role: 'tool', tool_call_id: 'a', content: '1' }] }],
  ['the old roles', { messages: [{ role: 'developer', content: 'x' }, { role: 'assistant', function_call: { name: 'f', arguments: '' } }, { role: 'function', name: 'f', content: 'x' }] }],
  ['both names of the limit', { ...ok, max_tokens: 1, max_completion_tokens: 2 }],
  ['every tool choice', { ...ok, tool_choice: { type: 'function', function: { name: 'f' } }, tools: [{ type: 'function', function: { name: 'f' } }, { type: 'web_search' }] }],
  ['stop as text or list', { ...ok, stop: ['a'] }],
]
for (const [what, body] of good) {
  test(`a request takes ${what}`, async t => {
    t.equal(check('ChatCompletionRequest', body), '')
  })
}

const bad: [string, object][] = [
  ['no messages', { messages: [] }],
  ['an unknown role', { messages: [{ role: 'wizard', content: 'x' }] }],
  ['a number as content', { messages: [{ role: 'user', content: 5 }] }],
  ['a temperature in words', { ...ok, temperature: 'hot' }],
  ['a limit of nothing', { ...ok, max_tokens: 0 }],
]
for (const [what, body] of bad) {
  test(`a request does not take ${what}`, async t => {
    t.not(check('ChatCompletionRequest', body), '')
  })
}

test('OpenAI’s own answers fit the schemas', async t => {
  const own = writtenCases.filter(one => one.kind === 'openai' && one.status === 200 && !one.name.includes('azure'))
  for (const { name, bytes, isStream } of own) {
    const bodies = isStream ? bytes.toString().split('\n\n').filter(event => event.startsWith('data: {')).map(event => JSON.parse(event.slice(6))) : [JSON.parse(bytes.toString())]
    for (const body of bodies) t.equal(check(isStream ? 'ChatCompletionChunk' : 'ChatCompletion', body), '', name)
  }
})
