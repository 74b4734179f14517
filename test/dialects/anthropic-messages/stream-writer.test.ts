import { test } from 'tap'
import type { ChatEvent } from '../../../src/core/chat.ts'
import { GatewayError } from '../../../src/core/errors.ts'
import { anthropicMessages } from '../../../src/dialects/anthropic-messages/index.ts'
import { readMessageStream } from '../../helpers/doors/anthropic-stream.ts'

const context = { id: 'msg_1', model: 'up/m', created: 1, includeUsage: true, requestId: 'req_1' }

const start: ChatEvent = { type: 'message-start', id: 'x', model: 'x' }
const say = (text: string, index = 0): ChatEvent => ({ type: 'text-delta', index, text })
const think = (text: string, more: object = {}): ChatEvent => ({ type: 'reasoning-delta', index: 0, text, ...more })
const call = (index: number, more: object = {}): ChatEvent => ({ type: 'tool-call-start', index, id: `call_${index}`, name: `f${index}`, ...more })
const args = (index: number, json: string): ChatEvent => ({ type: 'tool-call-delta', index, json })
const end = (reason: 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other' | 'error' = 'stop', more: object = {}): ChatEvent => ({ type: 'message-end', reason, raw: undefined, ...more })
const usage: ChatEvent = { type: 'usage', usage: { inputTokens: 5, cacheReadTokens: 7, cacheWriteTokens: 2, outputTokens: 3, reasoningTokens: 1 } }

/** What is sent after each event, and at the end. */
const steps = (...events: ChatEvent[]): string[] => {
  const writer = anthropicMessages.createStreamWriter(context)
  return [...events.map(event => writer.write(event)), writer.end()]
}
const write = (...events: ChatEvent[]): string => steps(start, ...events).join('')
/** The data of each event. */
const dataOf = (stream: string): any[] => stream.split('\n\n').filter(Boolean).map(event => JSON.parse(event.slice(event.indexOf('data: ') + 6)))
/** The events of a stream in short: `start text`, `text Hi`, `stop`. */
const shape = (stream: string): string[] => dataOf(stream).map(({ type, index, content_block: block, delta }) => {
  if (type === 'content_block_start') return `${index} ${block.type}`
  if (type === 'content_block_delta') return `${index} ${delta.text ?? delta.thinking ?? delta.partial_json ?? delta.signature ?? delta.type}`
  return type === 'content_block_stop' ? `${index} stop` : type
})
const blocksOf = (stream: string): string[] => shape(stream).filter(event => /^\d/.test(event))

test('a plain answer, event by event', async t => {
  t.equal(write(say('Hi'), say(' you'), end(), usage), [
    'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"up/m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}}\n\n',
    'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\n',
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}\n\n',
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" you"}}\n\n',
    'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\n',
    'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":5,"cache_creation_input_tokens":2,"cache_read_input_tokens":7,"output_tokens":3,"output_tokens_details":{"thinking_tokens":1}}}\n\n',
    'event: message_stop\ndata: {"type":"message_stop"}\n\n',
  ].join(''))
})

test('usage that is known in time stands at the start', async t => {
  t.match(dataOf(write(usage, say('Hi'), end()))[0], { message: { usage: { input_tokens: 5, cache_read_input_tokens: 7, cache_creation_input_tokens: 2 } } })
})

test('each text goes out at once, and the end only when nothing can follow', async t => {
  const sent = steps(start, say('Hi'), end(), usage)
  t.equal(sent[0], '')
  t.match(sent[1], 'text_delta')
  t.same(sent.slice(2, 4), ['', ''])
  t.match(sent[4], 'message_stop')
})

const shapes: Record<string, [events: ChatEvent[], blocks: string[]]> = {
  'thoughts, then text': [[think('h'), think('m'), say('Hi', 1)], ['0 thinking', '0 h', '0 m', '0 stop', '1 text', '1 Hi', '1 stop']],
  'a signature before its block is closed': [[think('hm'), think('', { signature: 's', signedBy: 'anthropic-messages' }), say('Hi', 1)], ['0 thinking', '0 hm', '0 s', '0 stop', '1 text', '1 Hi', '1 stop']],
  'another provider’s signature, marked': [[think('hm'), think('', { signature: 's', signedBy: 'gemini' }), say('Hi', 1)], ['0 thinking', '0 hm', '0 gemini#s', '0 stop', '1 text', '1 Hi', '1 stop']],
  'sealed thoughts': [[think('', { redacted: 'x', signedBy: 'anthropic-messages' }), say('Hi', 1)], ['0 redacted_thinking', '0 stop', '1 text', '1 Hi', '1 stop']],
  'a summary and the sealed whole of it': [[think('hm'), think('', { redacted: 'x', signedBy: 'openai-responses' })], ['0 thinking', '0 hm', '0 openai-responses-sealed#x', '0 stop']],
  'two texts': [[say('a'), say('b', 1)], ['0 text', '0 a', '0 stop', '1 text', '1 b', '1 stop']],
  'nothing for an empty text': [[say(''), say('a')], ['0 text', '0 a', '0 stop']],
  'a refusal is text': [[{ type: 'refusal-delta', text: 'No.' }], ['0 text', '0 No.', '0 stop']],
  'text, then a call': [[say('a'), call(0), args(0, '{'), args(0, '}')], ['0 text', '0 a', '0 stop', '1 tool_use', '1 {', '1 }', '1 stop']],
  'a call without arguments': [[call(0)], ['0 tool_use', '0 stop']],
  'a call that Gemini signed, after its proof': [[call(0, { signature: 's', signedBy: 'gemini' }), args(0, '{}')], ['0 thinking', '0 gemini-call#s', '0 stop', '1 tool_use', '1 {}', '1 stop']],
  'one call after the other': [[call(0), args(0, '{"a":1}'), call(1), args(1, '{}')], ['0 tool_use', '0 {"a":1}', '0 stop', '1 tool_use', '1 {}', '1 stop']],
  'calls whose pieces come mixed': [[call(0), call(1), args(0, '{"a"'), args(1, '{"b"'), args(0, ':1}'), args(1, ':2}')], ['0 tool_use', '0 {"a"', '0 :1}', '0 stop', '1 tool_use', '1 {"b"', '1 :2}', '1 stop']],
  'three of them, the first unfinished': [[call(0), call(1), call(2), args(2, '{}'), args(1, '{}'), args(0, '{"a"')], ['0 tool_use', '0 {"a"', '0 stop', '1 tool_use', '1 {}', '1 stop', '2 tool_use', '2 {}', '2 stop']],
  'text beside an unfinished call': [[call(0), args(0, '{'), say('and', 1), args(0, '}')], ['0 tool_use', '0 {', '0 }', '0 stop', '1 text', '1 and', '1 stop']],
  'what Anthropic’s own tools do': [
    [{ type: 'extra', name: 'anthropic-messages.server_tool_use', data: { type: 'server_tool_use', id: 's', name: 'web_search', input: {} } }, { type: 'extra', name: 'anthropic-messages.input_json_delta', data: { type: 'input_json_delta', partial_json: '{}' } }, say('Hi'), { type: 'extra', name: 'anthropic-messages.citations_delta', data: { type: 'citations_delta', citation: {} } }],
    ['0 server_tool_use', '0 {}', '0 stop', '1 text', '1 Hi', '1 citations_delta', '1 stop'],
  ],
  'nothing of what other dialects have': [[say('a'), { type: 'extra', name: 'system_fingerprint', data: 'fp' }, { type: 'extra', name: 'delta.citations', data: [] }], ['0 text', '0 a', '0 stop']],
  'nothing of a second answer': [[say('a'), { ...say('b') as object, choice: 1 } as ChatEvent], ['0 text', '0 a', '0 stop']],
}
for (const [what, [events, blocks]] of Object.entries(shapes)) {
  test(`blocks never overlap: ${what}`, async t => {
    const stream = write(...events, end())
    t.same(blocksOf(stream), blocks)
    if (!what.includes('unfinished')) t.same(readMessageStream(stream).problems, [])
  })
}

test('a later call is not held back when the one before it is whole', async t => {
  const sent = steps(start, call(0), args(0, '{"a":{}'), args(0, '}'), call(1))
  t.match(sent[4], /content_block_stop.*content_block_start/s)
})

test('what waited goes out as soon as the open call is whole', async t => {
  const sent = steps(start, call(0), args(0, '{"a":'), call(1), args(1, '{}'), args(0, '1}'))
  t.same(sent.slice(3, 5), ['', ''])
  t.same(blocksOf(sent[5]!), ['0 1}', '0 stop', '1 tool_use', '1 {}'])
})

const stops: Record<string, [events: ChatEvent[], reason: string, sequence?: string]> = {
  'an end': [[say('a'), end()], 'end_turn'],
  'a stop sequence': [[say('a'), end('stop', { stopSequence: 'END' })], 'stop_sequence', 'END'],
  'a limit': [[say('a'), end('length')], 'max_tokens'],
  calls: [[call(0), end('tool-calls')], 'tool_use'],
  'calls of a provider that says stop': [[call(0), end('stop', { raw: 'stop' })], 'tool_use'],
  'a filter': [[say('a'), end('content-filter')], 'refusal'],
  'a refusal of a provider that says stop': [[{ type: 'refusal-delta', text: 'No.' }, end('stop', { raw: 'stop' })], 'refusal'],
  'a pause, in Anthropic’s own word': [[say('a'), end('stop', { raw: 'pause_turn' })], 'pause_turn'],
  'a full window, in Anthropic’s own word': [[say('a'), end('length', { raw: 'model_context_window_exceeded' })], 'model_context_window_exceeded'],
  'what nobody knows': [[say('a'), end('other', { raw: 'because' })], 'end_turn'],
}
for (const [what, [events, reason, sequence = null]] of Object.entries(stops)) {
  test(`the stop reason says: ${what}`, async t => {
    t.same(dataOf(write(...events)).at(-2)?.delta, { stop_reason: reason, stop_sequence: sequence })
  })
}

test('what Anthropic told at the end besides is told again', async t => {
  const details = { type: 'refusal', category: 'bio', explanation: null }
  const data = { type: 'message_delta', delta: { stop_reason: 'refusal', stop_sequence: null, stop_details: details }, usage: { output_tokens: 1 }, context_management: { applied_edits: [] } }
  const last = dataOf(write(say('a'), { type: 'extra', name: 'anthropic-messages.message_delta', data }, end('content-filter', { raw: 'refusal' }))).at(-2)
  t.match(last, { delta: { stop_reason: 'refusal', stop_details: details }, context_management: { applied_edits: [] } })
})

test('an answer that says nothing begins and ends all the same', async t => {
  t.same(shape(write(end())), ['message_start', 'message_delta', 'message_stop'])
})

const errors: Record<string, [events: ChatEvent[], error: object]> = {
  'an upstream error': [[say('a'), { type: 'error', error: new GatewayError('upstream_overloaded', 'Busy.') }, say('b')], { type: 'overloaded_error', message: 'Busy.' }],
  'an end without a finish': [[say('a')], { type: 'api_error', message: 'The answer broke off before its end.' }],
  'a finish that is an error': [[say('a'), end('error')], { type: 'api_error', message: 'The provider ended its answer with an error.' }],
  'an error after the finish': [[say('a'), end(), { type: 'error', error: new GatewayError('upstream_cut', 'Cut.') }], { type: 'api_error', message: 'Cut.' }],
}
for (const [what, [events, error]] of Object.entries(errors)) {
  test(`it never ends politely by accident: ${what}`, async t => {
    const stream = write(...events)
    t.ok(stream.endsWith(`event: error\ndata: ${JSON.stringify({ type: 'error', error, request_id: 'req_1' })}\n\n`), stream.slice(-200))
    t.notMatch(stream, 'message_stop')
  })
}
