import { test } from 'tap'
import type { ChatEvent } from '../../../src/core/chat.ts'
import { GatewayError } from '../../../src/core/errors.ts'
import { openaiResponses } from '../../../src/dialects/openai-responses/index.ts'
import { openaiResponsesDoor } from '../../helpers/doors/openai-responses.ts'

const context = { id: 'resp_019a', model: 'a "model"', created: 7, includeUsage: true, echo: { instructions: 'Be brief.', temperature: 0.5 } }

const write = (events: ChatEvent[]) => {
  const writer = openaiResponses.createStreamWriter(context)
  const stream = events.map(event => writer.write(event)).join('') + writer.end()
  const told = stream.split('\n\n').slice(0, -1).map(block => JSON.parse(block.slice(block.indexOf('data: ') + 6)))
  return { stream, events: told, types: told.map(({ type }) => type.replace('response.', '')), last: told.at(-1), ...openaiResponsesDoor.readStream(stream) }
}

const start: ChatEvent = { type: 'message-start', id: 'x', model: 'y' }
const end: ChatEvent = { type: 'message-end', reason: 'stop', raw: 'end_turn' }
const say = (text: string, index = 0): ChatEvent => ({ type: 'text-delta', index, text })

test('text comes in OpenAI’s order, each event numbered and in its place', async t => {
  const { types, events, problems, last } = write([start, say('Grüß "dich"\n'), say('!'), end, { type: 'usage', usage: { inputTokens: 3, cacheReadTokens: 2, cacheWriteTokens: 1, outputTokens: 4, reasoningTokens: 1 } }])
  t.same(problems, [])
  t.same(types, ['created', 'in_progress', 'output_item.added', 'content_part.added', 'output_text.delta', 'output_text.delta', 'output_text.done', 'content_part.done', 'output_item.done', 'completed'])
  t.same(events[4], { type: 'response.output_text.delta', sequence_number: 4, item_id: 'msg_019a0000', output_index: 0, content_index: 0, delta: 'Grüß "dich"\n', logprobs: [] })
  t.match(events[0].response, { id: 'resp_019a', status: 'in_progress', output: [], usage: null })
  t.match(last.response, {
    id: 'resp_019a', object: 'response', created_at: 7, status: 'completed', model: 'a "model"', error: null, incomplete_details: null, instructions: 'Be brief.', temperature: 0.5, top_p: null, tools: [], tool_choice: 'auto', parallel_tool_calls: true, store: false,
    output: [{ id: 'msg_019a0000', type: 'message', status: 'completed', role: 'assistant', content: [{ type: 'output_text', text: 'Grüß "dich"\n!', annotations: [] }] }],
    usage: { input_tokens: 6, input_tokens_details: { cached_tokens: 2, cache_write_tokens: 1 }, output_tokens: 4, output_tokens_details: { reasoning_tokens: 1 }, total_tokens: 10 },
  })
})

test('reasoning, text, a refusal and calls are items of their own', async t => {
  const { types, last, choices: [choice], problems } = write([
    { type: 'reasoning-delta', index: 0, text: 'hm' }, { type: 'reasoning-delta', index: 0, text: '', signature: 's', signedBy: 'anthropic-messages' },
    { type: 'reasoning-delta', index: 1, text: '', redacted: 'r', signedBy: 'anthropic-messages' },
    say('x', 2), { type: 'refusal-delta', text: 'no' }, say('y', 3),
    { type: 'tool-call-start', index: 0, id: 'c1', name: 'f' }, { type: 'tool-call-start', index: 1, id: 'c2', name: 'g', signature: 'z', signedBy: 'gemini' },
    { type: 'tool-call-delta', index: 1, json: '{}' }, { type: 'tool-call-delta', index: 0, json: '{"a":"\\n"}' },
    say('z', 4),
    { type: 'message-end', reason: 'tool-calls', raw: 'x' },
  ])
  t.same(problems, [])
  t.match(last.response.output, [
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }], encrypted_content: 'anthropic-messages#s' },
    { type: 'reasoning', summary: [], encrypted_content: 'anthropic-messages-sealed#r' },
    { type: 'message', content: [{ text: 'x' }, { refusal: 'no' }, { text: 'y' }] },
    { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{"a":"\\n"}', status: 'completed' },
    { type: 'reasoning', encrypted_content: 'gemini-call#z' },
    { type: 'function_call', call_id: 'c2', name: 'g', arguments: '{}' },
    { type: 'message', content: [{ text: 'z' }] },
  ])
  t.match(choice, { tool_calls: [{ id: 'c1' }, { id: 'c2' }], finish_reason: 'tool_calls' })
  t.same(types.filter(type => type.startsWith('reasoning')), ['reasoning_summary_part.added', 'reasoning_summary_text.delta', 'reasoning_summary_text.done', 'reasoning_summary_part.done'])
  t.equal(new Set(last.response.output.map(({ id }: any) => id)).size, 7)
})

test('log probabilities stand beside their text', async t => {
  const logprobs = { content: [{ token: 'x', logprob: -1 }] }
  const { events, last } = write([{ type: 'text-delta', index: 0, text: 'x', logprobs }, end])
  t.same(events[4].logprobs, [{ token: 'x', logprob: -1, bytes: [], top_logprobs: [] }])
  t.match(last.response.output[0].content[0].logprobs, [{ token: 'x' }])
})

const endings: ['length' | 'content-filter' | 'other', object][] = [
  ['length', { type: 'response.incomplete', response: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output: [{ status: 'completed' }, { status: 'incomplete' }] } }],
  ['content-filter', { type: 'response.incomplete', response: { status: 'incomplete', incomplete_details: { reason: 'content_filter' } } }],
  ['other', { type: 'response.completed', response: { status: 'completed', incomplete_details: null } }],
]
for (const [reason, expected] of endings) {
  test(`an answer that ends in ${reason} says so`, async t => {
    const { last, problems } = write([{ type: 'tool-call-start', index: 0, id: 'c', name: 'f' }, say('x'), { type: 'message-end', reason, raw: 'x' }])
    t.match(last, expected)
    t.same(problems, [])
  })
}

test('what OpenAI’s own tools did is told again; what belongs to others is not', async t => {
  const search = { type: 'web_search_call', id: 'ws_1', status: 'completed' }
  const annotation = { type: 'url_citation', url: 'u', title: 't', start_index: 0, end_index: 1 }
  const { last, types, problems } = write([
    { type: 'extra', name: 'openai-responses.web_search_call', data: search }, say('x'),
    { type: 'extra', name: 'openai-responses.response.output_text.annotation.added', data: { type: 'response.output_text.annotation.added', annotation } },
    { type: 'extra', name: 'anthropic-messages.server_tool_use', data: {} }, { type: 'extra', name: 'system_fingerprint', data: 'fp' }, end,
  ])
  t.same(problems, [])
  t.match(last.response.output, [search, { content: [{ annotations: [annotation] }] }])
  t.equal(types.filter(type => type.includes('annotation')).length, 1)
  t.notMatch(JSON.stringify(last), /server_tool_use|fingerprint/)
})

test('of several answers there is the first', async t => {
  const { last, problems } = write([say('a'), { ...say('b'), choice: 1 } as ChatEvent, end, { ...end, choice: 1 } as ChatEvent])
  t.same(problems, [])
  t.match(last.response.output, [{ content: [{ text: 'a' }] }])
  t.equal(last.response.output.length, 1)
})

test('an error stands in the stream, and with it the response fails', async t => {
  const { stream, types, events, last } = write([say('x'), { type: 'error', error: new GatewayError('upstream_overloaded', 'Busy.') }, say('y')])
  t.same(types.slice(-2), ['error', 'failed'])
  t.match(events.at(-2), { type: 'error', code: 'upstream_overloaded', message: 'Busy.', param: null, error: { code: 'upstream_overloaded', message: 'Busy.', type: 'upstream_error' } })
  t.match(last.response, { status: 'failed', error: { code: 'upstream_overloaded', message: 'Busy.' } })
  t.notMatch(stream, '"y"')
  t.ok(stream.includes('event: error\n'))
})

const unfinished: [string, ChatEvent[], string][] = [
  ['nobody finished', [say('x')], 'upstream_cut'],
  ['said nothing', [], 'upstream_cut'],
  ['ended in an error', [say('x'), { type: 'message-end', reason: 'error', raw: 'error' }], 'upstream_failed'],
]
for (const [what, events, code] of unfinished) {
  test(`a stream that ${what} does not end politely`, async t => {
    t.match(write(events).last, { type: 'response.failed', response: { error: { code } } })
  })
}
