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
  t.same(events.filter(event => event.type === 'extra').map(event => event.name), ['server_tool_use', 'server_tool_use_delta', 'web_search_tool_result', 'citations_delta'])
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
