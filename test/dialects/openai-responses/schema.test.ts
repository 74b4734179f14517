import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { test } from 'tap'
import { openaiResponsesSchemas } from '../../../src/dialects/openai-responses/schema.ts'
import { writtenCases } from '../../helpers/fixtures.ts'

const ajv = addFormats.default(new Ajv({ strict: false, coerceTypes: false, allErrors: false }))
for (const schema of openaiResponsesSchemas) ajv.addSchema(schema)
const check = (id: string, value: unknown): string => ajv.validate(id, value) ? '' : ajv.errorsText()

test('every schema is named, described and shown by a valid example', async t => {
  for (const { $id, description, examples } of openaiResponsesSchemas) {
    t.ok($id && description && examples?.length, $id ?? 'a schema without $id')
    for (const example of examples ?? []) t.equal(check($id!, example), '', $id!)
  }
  t.equal(new Set(openaiResponsesSchemas.map(schema => schema.$id)).size, openaiResponsesSchemas.length)
})

const item = (item: object) => ({ input: [item] })
const good: [string, object][] = [
  ['text', { input: 'hi' }],
  ['nulls', { input: 'hi', temperature: null, tools: null, stream: null, text: null, reasoning: null, tool_choice: null, include: null, instructions: null, previous_response_id: null, conversation: null, models: null }],
  ['unknown fields and items', { ...item({ type: 'shell_call_output', call_id: 'c', output: [{ stdout: '' }] }), made_up: {} }],
  ['items without a type', item({ role: 'user', content: [{ type: 'input_text', text: 'hi' }] })],
  ['reasoning without content', item({ type: 'reasoning', id: 'rs_1', summary: [], content: null, encrypted_content: null })],
  ['every tool choice', { input: 'hi', tools: [{ type: 'mcp', server_label: 'x' }], tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'mcp', server_label: 'x' }] } }],
]
for (const [what, body] of good) {
  test(`a request takes ${what}`, async t => {
    t.equal(check('ResponsesRequest', body), '')
  })
}

const bad: [string, object][] = [
  ['a number as input', { input: 5 }],
  ['a temperature in words', { input: 'hi', temperature: 'hot' }],
  ['a limit of nothing', { input: 'hi', max_output_tokens: 0 }],
  ['a tool without a type', { input: 'hi', tools: [{ name: 'f' }] }],
]
for (const [what, body] of bad) {
  test(`a request does not take ${what}`, async t => {
    t.not(check('ResponsesRequest', body), '')
  })
}

test('OpenAI’s own answers fit the schemas', async t => {
  const own = writtenCases.filter(one => one.kind === 'openai-responses' && one.status === 200 && !/garbage|no-output/.test(one.name))
  t.ok(own.length > 10)
  for (const { name, bytes, isStream } of own) {
    const bodies = isStream ? bytes.toString().split('\n\n').filter(Boolean).map(block => JSON.parse(block.slice(block.indexOf('data: ') + 6))) : [JSON.parse(bytes.toString())]
    for (const body of bodies) t.equal(check(isStream ? 'ResponsesEvent' : 'ResponsesAnswer', body), '', name)
  }
})
