import { test } from 'tap'
import type { ChatChoice, Part } from '../../../src/core/chat.ts'
import { openaiResponses } from '../../../src/dialects/openai-responses/index.ts'
import { openaiResponsesDoor } from '../../helpers/doors/openai-responses.ts'

const context = { id: 'resp_019a', model: 'm', created: 7, includeUsage: true }
const write = (parts: Part[], more: Partial<ChatChoice> = {}, echo = {}): any =>
  openaiResponses.writeResponse({ id: 'x', model: 'y', choices: [{ parts, finish: 'stop', rawFinish: 'stop', ...more }] }, { ...context, echo })

test('an answer is written with all that OpenAI’s types demand', async t => {
  const body = { instructions: 'x', tools: [{ type: 'function', name: 'f' }], temperature: null, metadata: { a: 'b' }, text: { verbosity: 'low' }, store: true, input: 'hi', made_up: 1 }
  const response = write([{ type: 'text', text: 'hi' }], {}, openaiResponses.echo?.(body))
  t.same(openaiResponsesDoor.readWhole(response).problems, [])
  t.match(response, { instructions: 'x', tools: [{ name: 'f' }], temperature: null, metadata: { a: 'b' }, text: { format: { type: 'text' }, verbosity: 'low' }, store: false, background: false, previous_response_id: null, usage: null })
  t.notOk('input' in response || 'made_up' in response)
})

test('parts become items, in their order', async t => {
  const { output } = write([
    { type: 'reasoning', text: 'hm', signature: 's', signedBy: 'anthropic-messages' }, { type: 'text', text: 'a' }, { type: 'refusal', text: 'no' },
    { type: 'tool-call', id: 'c1', name: 'f', arguments: '{}', signature: 'z', signedBy: 'gemini' }, { type: 'text', text: 'b' }, { type: 'extra', name: 'message.audio', data: {} },
  ], { finish: 'length', logprobs: { content: [{ token: 'a', logprob: 0 }] } })
  t.match(output, [
    { id: 'rs_019a0000', encrypted_content: 'anthropic-messages#s' }, { id: 'msg_019a0001', content: [{ text: 'a', logprobs: [{ token: 'a' }] }, { refusal: 'no' }], status: 'completed' },
    { id: 'rs_019a0002', summary: [], encrypted_content: 'gemini-call#z' }, { id: 'fc_019a0003', call_id: 'c1' }, { id: 'msg_019a0004', status: 'incomplete' },
  ])
  t.equal(output.length, 5)
})

test('an answer goes through the wire and back', async t => {
  const parts: Part[] = [
    { type: 'reasoning', text: 'hm', signature: 'gAAA', signedBy: 'openai-responses' }, { type: 'reasoning', text: '', redacted: 'gBBB', signedBy: 'openai-responses' },
    { type: 'text', text: 'a', extra: { phase: 'commentary' } }, { type: 'tool-call', id: 'c1', name: 'f', arguments: '{}' }, { type: 'extra', name: 'openai-responses.web_search_call', data: { type: 'web_search_call', id: 'ws_1', status: 'completed' } },
  ]
  t.same(openaiResponses.readResponse(write(parts)).choices, [{ parts, finish: 'tool-calls', rawFinish: 'completed' }])
})

const failures: [string, unknown, string][] = [
  ['a response that failed', { object: 'response', status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Slow down.' }, output: [] }, 'upstream_rate_limited'],
  ['one that was cancelled', { object: 'response', status: 'cancelled', error: null, output: [] }, 'upstream_failed'],
  ['an error inside a 200', { error: { message: 'Nope.', type: 'server_error' } }, 'upstream_failed'],
  ['what is no answer', [], 'upstream_bad_response'],
]
for (const [what, body, kind] of failures) {
  test(`${what} is an error, read or looked at in passing`, async t => {
    t.throws(() => openaiResponses.readResponse(body), { kind } as never)
    t.throws(() => openaiResponses.inspectResponse(body), { kind } as never)
  })
}

test('a relayed answer is looked at and left as it is', async t => {
  t.match(openaiResponses.inspectResponse({ object: 'response', status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, error: null, output: [], usage: { input_tokens: 3, output_tokens: 4 } }), { usage: { inputTokens: 3, outputTokens: 4 }, finish: 'max_output_tokens', body: undefined })
})
