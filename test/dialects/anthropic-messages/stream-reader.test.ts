import { test } from 'tap'
import type { ChatEvent } from '../../../src/core/chat.ts'
import { anthropicMessages } from '../../../src/dialects/anthropic-messages/index.ts'
import { writtenCases } from '../../helpers/fixtures.ts'

const read = (name: string): ChatEvent[] => {
  const { bytes } = writtenCases.find(one => one.name === `anthropic/${name}`)!
  const frame = anthropicMessages.createFramer()
  const reader = anthropicMessages.createStreamReader()
  return [...frame(bytes).flatMap(one => [...reader.read(one)]), ...reader.end()]
}

test('what the provider’s own tools do is told as extras, never as a call', async t => {
  const events = read('server-tool')
  t.notOk(events.some(event => event.type.startsWith('tool-call')))
  t.same(events.filter(event => event.type === 'extra').map(event => event.name), ['server_tool_use', 'input_json_delta', 'web_search_tool_result', 'citations_delta'].map(type => `anthropic-messages.${type}`))
})

test('parts and calls are counted apart', async t => {
  const starts = read('llamacpp-overlap').filter(event => event.type === 'tool-call-start')
  t.same(starts.map(event => event.index), [0, 1])
  const texts = read('thinking').filter(event => event.type === 'text-delta')
  t.same(texts.map(event => event.index), [2])
})

test('the stop sequence that matched is told', async t => {
  t.match(read('ends-stop-sequence').find(event => event.type === 'message-end'), { reason: 'stop', raw: 'stop_sequence', stopSequence: 'END' })
})

test('usage grows: later numbers win, and what is not repeated stays', async t => {
  const usage = Object.assign({}, ...read('cache').filter(event => event.type === 'usage').map(event => event.usage))
  t.match(usage, { inputTokens: 3, cacheReadTokens: 1000, cacheWriteTokens: 100, outputTokens: 6 })
})

test('what proves a thought is told with who signed it', async t => {
  const proofs = read('thinking').filter(event => event.type === 'reasoning-delta' && (event.signature !== undefined || event.redacted !== undefined))
  t.match(proofs, [{ signature: 'EqQB', signedBy: 'anthropic-messages' }, { redacted: 'EmwK', signedBy: 'anthropic-messages' }])
})

test('what the end tells besides is an extra', async t => {
  const reader = anthropicMessages.createStreamReader()
  const end = { type: 'message_delta', delta: { stop_reason: 'refusal', stop_sequence: null, stop_details: { type: 'refusal', category: 'bio' } }, usage: { output_tokens: 1 } }
  t.match([...reader.read({ data: JSON.stringify(end) })], [{ type: 'usage' }, { type: 'extra', name: 'anthropic-messages.message_delta', data: end }, { type: 'message-end', reason: 'content-filter' }])
})
