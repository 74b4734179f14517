import { test } from 'tap'
import type { ChatRequest, Part } from '../../src/core/chat.ts'
import { countPrompt } from '../../src/tokens/index.ts'

/** A token a character, so that everything that is counted shows. */
const counter = { count: async (texts: readonly string[]) => texts.map(text => text.length) }
const count = (fields: Partial<ChatRequest>) => countPrompt({ model: 'm', messages: [], stream: false, params: {}, extras: {}, ...fields }, counter)
const countPart = async (part: Part) => await count({ messages: [{ role: 'user', content: [part] }] }) - await count({ messages: [{ role: 'user', content: [] }] })

const parts: Record<string, [part: Part, tokens: number]> = {
  text: [{ type: 'text', text: '12345' }, 5],
  reasoning: [{ type: 'reasoning', text: '123', signature: 'long' }, 3],
  'a call': [{ type: 'tool-call', id: 't', name: 'f', arguments: '{}' }, 4],
  'a picture': [{ type: 'image', source: { url: 'u' } }, 1500],
  'a small PDF': [{ type: 'file', source: { data: 'JVBE' }, mediaType: 'application/pdf' }, 1500],
  'a large PDF': [{ type: 'file', source: { data: 'A'.repeat(400_000) }, mediaType: 'application/pdf' }, 10_000],
  'a text file': [{ type: 'file', source: { data: Buffer.from('12345').toString('base64') }, mediaType: 'text/plain' }, 5],
  'a file elsewhere': [{ type: 'file', source: { url: 'u' } }, 1500],
  'something else': [{ type: 'extra', name: 'x', data: { a: 1 } }, 7],
}
for (const [what, [part, tokens]] of Object.entries(parts)) {
  test(`it counts ${what}`, async t => {
    t.equal(await countPart(part), tokens)
  })
}

test('messages and tools are framed', async t => {
  const messages: ChatRequest['messages'] = [{ role: 'system', content: [{ type: 'text', text: '12' }] }, { role: 'user', content: [{ type: 'text', text: '345' }] }]
  t.equal(await count({ messages }), 5 + 2 * 4)
  t.equal(await count({ messages, tools: [{ type: 'function', name: 'f' }] }), 5 + 3 * 4 + '{"name":"f"}'.length)
})
