import { test } from 'tap'
import { withoutForeignThinking } from '../../../src/dialects/anthropic-messages/foreign-thinking.ts'

const user = { role: 'user', content: 'hi' }
const said = { type: 'text', text: 'a' }
const assistant = (...content: object[]) => ({ role: 'assistant', content })

const own = [{ type: 'thinking', thinking: '', signature: 'EqQB+/==' }, { type: 'redacted_thinking', data: 'EmwK' }]
const marked = [{ type: 'thinking', thinking: 'hm', signature: 'gemini#x' }, { type: 'thinking', thinking: '', signature: 'gemini-call#x' }, { type: 'redacted_thinking', data: 'openai-responses#x' }]
const unsigned = [{ type: 'thinking', thinking: 'hm', signature: '' }, { type: 'thinking', thinking: 'hm' }]

test('messages without foreign thoughts are the very same', async t => {
  for (const messages of [[user, assistant(...own, said), { role: 'assistant', content: 'text' }], undefined, 'no list']) t.equal(withoutForeignThinking(messages, true), messages)
  const messages = [user, assistant(...unsigned, said)]
  t.equal(withoutForeignThinking(messages, false), messages, 'of other models unsigned ones are their own')
})

test('foreign thoughts are left out, and what stays empty with them', async t => {
  t.same(withoutForeignThinking([user, assistant(...marked, ...own, ...unsigned, said), assistant(...marked), user], true), [user, assistant(...own, said), user])
  t.same(withoutForeignThinking([user, assistant(...marked, ...unsigned)], false), [user, assistant(...unsigned)])
})
