import { test } from 'tap'
import type { ChatEvent, ChatRequest, Part } from '../../../src/core/chat.ts'
import { gemini } from '../../../src/dialects/gemini/index.ts'

const signed = { signature: 'c2ln', signedBy: 'gemini' }
const foreign = { signature: 'Zm9yZWlnbg==', signedBy: 'anthropic-messages' }
const call = (more: object = {}): Part => ({ type: 'tool-call', id: 'a', name: 'f', arguments: '{}', ...more })
const functionCall = { id: 'a', name: 'f', args: {} }
const write = (content: Part[], model = 'gemini-3-pro-preview') => {
  const messages: ChatRequest['messages'] = [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }, { role: 'assistant', content }]
  const { body, warnings } = gemini.writeRequest({ model, messages, stream: false, params: {}, extras: {} })
  return { parts: body.contents[1]?.parts, warnings: warnings.map(({ param, action }) => `${action} ${param}`) }
}
const text: Part = { type: 'text', text: 'a' }
const proof: Part = { type: 'reasoning', text: '', ...signed }

const written: [what: string, content: Part[], parts: object[]][] = [
  ['a thought with its signature', [{ type: 'reasoning', text: 'hm', ...signed }, text], [{ text: 'hm', thought: true, thoughtSignature: 'c2ln' }, { text: 'a' }]],
  ['a signature that nobody claims', [{ type: 'reasoning', text: 'hm', signature: 'c2ln' }], [{ text: 'hm', thought: true, thoughtSignature: 'c2ln' }]],
  ['a text and its proof behind it', [text, proof], [{ text: 'a', thoughtSignature: 'c2ln' }]],
  ['a text and its proof before it', [{ type: 'reasoning', text: 'hm' }, proof, text], [{ text: 'hm', thought: true }, { text: 'a', thoughtSignature: 'c2ln' }]],
  ['a proof without a text', [proof, call(signed)], [{ text: '', thoughtSignature: 'c2ln' }, { functionCall, thoughtSignature: 'c2ln' }]],
  ['a signed call', [call(signed), call({ id: 'b' })], [{ functionCall, thoughtSignature: 'c2ln' }, { functionCall: { ...functionCall, id: 'b' } }]],
  ['what another provider signed, without its signature', [{ type: 'reasoning', text: 'hm', ...foreign }, { type: 'reasoning', text: '', ...foreign }, text], [{ text: 'hm', thought: true }, { text: 'a' }]],
]
for (const [what, content, parts] of written) {
  test(`sends ${what}`, async t => {
    t.same(write(content), { parts, warnings: [] })
  })
}

test('a call that Gemini 3 has not signed says so in Google’s own word, once a turn and told once', async t => {
  const messages: ChatRequest['messages'] = [1, 2].flatMap((): ChatRequest['messages'] => [{ role: 'assistant', content: [call(foreign), call({ id: 'b' })] }, { role: 'tool', toolCallId: 'a', content: [] }])
  const { body, warnings } = gemini.writeRequest({ model: 'gemini-3-flash', messages, stream: false, params: {}, extras: {} })
  t.same(body.contents[0].parts, [{ functionCall, thoughtSignature: 'skip_thought_signature_validator' }, { functionCall: { ...functionCall, id: 'b' } }])
  t.equal(body.contents[2].parts[0].thoughtSignature, 'skip_thought_signature_validator')
  t.same(warnings.map(({ param, action }) => `${action} ${param}`), ['emulated messages[0]'])
  t.same(write([call(foreign)], 'gemini-2.5-pro'), { parts: [{ functionCall }], warnings: [] })
})

test('a thought that only another provider can read is dropped, and said so', async t => {
  t.same(write([{ type: 'reasoning', text: '', redacted: 'x', signedBy: 'anthropic-messages' }, text]), { parts: [{ text: 'a' }], warnings: ['dropped messages[1].content[0]'] })
})

test('Google’s word for no signature is none when it comes back', async t => {
  const { messages } = gemini.readRequest({ contents: [{ role: 'model', parts: [{ functionCall, thoughtSignature: 'skip_thought_signature_validator' }] }] })
  t.same(messages, [{ role: 'assistant', content: [call()] }])
})

const context = { id: 'r1', model: 'm', created: 1, includeUsage: true }
const kept: Record<string, Part> = {
  'a thought that Gemini signed': { type: 'reasoning', text: 'hm', ...signed },
  'a thought that another provider signed': { type: 'reasoning', text: 'hm', ...foreign },
  'a thought that another provider sealed': { type: 'reasoning', text: '', redacted: 'c2VhbA==', signedBy: 'openai-responses' },
  'a thought that somebody sealed': { type: 'reasoning', text: '', redacted: '#!' },
  'a call that Gemini signed': call(signed),
  'a call that another provider signed': call(foreign),
}
for (const [what, part] of Object.entries(kept)) {
  test(`a client keeps ${what}, whole and streamed`, async t => {
    const parts: Part[] = [part, text]
    const whole: any = gemini.writeResponse({ id: '', model: '', choices: [{ parts, finish: 'stop', rawFinish: undefined }] }, context)
    t.match(whole.candidates[0].content.parts[0].thoughtSignature, /^[A-Za-z0-9+/]+=*$/, 'it is base64')
    t.same(gemini.readRequest({ contents: [whole.candidates[0].content] }).messages, [{ role: 'assistant', content: parts }])

    const writer = gemini.createStreamWriter(context)
    const events: ChatEvent[] = part.type === 'tool-call'
      ? [{ ...part, type: 'tool-call-start', index: 0 }, { type: 'tool-call-delta', index: 0, json: '{}' }]
      : [{ type: 'reasoning-delta', index: 0, text: 'hm' }, { ...part as Extract<Part, { type: 'reasoning' }>, type: 'reasoning-delta', index: part.type === 'reasoning' && part.redacted !== undefined ? 1 : 0, text: '' }]
    const stream = [...events, { type: 'text-delta', index: 2, text: 'a' } as const, { type: 'message-end', reason: 'stop', raw: undefined } as const].map(event => writer.write(event)).join('') + writer.end()
    const sent = stream.split('\r\n\r\n').filter(Boolean).flatMap(event => JSON.parse(event.slice('data: '.length)).candidates[0].content.parts)
    const before: Part[] = part.type === 'reasoning' && part.redacted !== undefined ? [{ type: 'reasoning', text: 'hm' }] : []
    t.same(gemini.readRequest({ contents: [{ role: 'model', parts: sent }] }).messages, [{ role: 'assistant', content: [...before, ...parts] }])
  })
}
