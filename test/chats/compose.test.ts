import t from 'tap'
import { createComposer } from '../../src/chats/compose.ts'
import type { Summariser } from '../../src/chats/summarise.ts'
import type { AttachedPart } from '../../src/core/attachments.ts'
import type { MessageRecord } from '../../src/core/chats.ts'

const megabyte = 1024 * 1024

const paper = (name: string): AttachedPart => ({ type: 'attachment', as: 'file', id: `att_${name}`, mediaType: 'application/pdf', bytes: 15 * megabyte, name })
const messageOf = (id: string, more: Partial<MessageRecord>): MessageRecord =>
  ({ id, chatId: 'cht_1', parentId: undefined, role: 'user', authorId: 'usr_1', content: [], status: 'complete', facts: {}, position: 0, createdAt: 1, completedAt: 1, ...more })
const asker = { model: 'm', user: 'usr_1', caller: { type: 'user' as const, id: 'usr_1', name: 'ada', scopes: [], isAdmin: false, limits: undefined } }
const conversation = { chatId: 'cht_1', leafId: 'leaf', system: [], question: [{ type: 'text' as const, text: 'And now?' }], window: { limit: 100_000, isKnown: true, forAnswer: 1000 }, whenTooLong: 'refuse' as const, asker }

/** Composes what follows these messages, newest first, each word a token. */
const compose = (branch: MessageRecord[], more: Partial<typeof conversation> = {}) => createComposer({
  chats: { branch: async () => branch, lineage: async () => branch.map(({ id, role }) => ({ id, role, isEmpty: false })) },
  countTokens: async texts => texts.map(text => text.split(' ').length),
  attachments: { inline: async (_chatId, parts) => parts.map(part => part.type === 'attachment' ? { type: 'text', text: `<${part.id}>` } : part) },
  summariser: {} as Summariser, // nobody wants a summary here
})({ ...conversation, ...more })

const textsOf = async (composed: ReturnType<typeof compose>) => {
  const { messages, contextUsage } = await (await composed).prepare(new AbortController().signal)
  return { texts: messages.map(({ content }) => content.map(part => part.type === 'text' ? part.text : part.type).join(' ')), contextUsage }
}

t.test('only so much goes along with one question: of older files the name is sent, and it is said how many', async t => {
  const { texts, contextUsage } = await textsOf(compose(['three', 'two', 'one'].map(name => messageOf(name, { content: [paper(`${name}.pdf`)] }))))
  t.strictSame(texts, ['[one.pdf: not sent]', '<att_two.pdf>', '<att_three.pdf>', 'And now?'])
  t.equal(contextUsage.omittedAttachments, 1)
})

t.test('a chat that begins with an answer is not refused; what is not sent of it is counted', async t => {
  const { texts, contextUsage } = await textsOf(compose([
    messageOf('c', { role: 'assistant', content: [{ type: 'text', text: 'Yes.' }] }),
    messageOf('b', { content: [{ type: 'text', text: 'Well?' }] }),
    messageOf('a', { role: 'assistant', content: [{ type: 'text', text: 'Welcome!' }] }),
  ]))
  t.strictSame(texts, ['Well?', 'Yes.', 'And now?'])
  t.equal(contextUsage.omittedMessages, 1)
})

t.test('answers that say nothing take no room and are not counted as left out', async t => {
  const { texts, contextUsage } = await textsOf(compose([
    messageOf('b', { role: 'assistant', content: [{ type: 'reasoning', text: 'Hmm. '.repeat(100_000) }] }),
    messageOf('a', { content: [{ type: 'text', text: 'Well?' }] }),
  ]))
  t.strictSame(texts, ['Well?', 'And now?'])
  t.notOk('omittedMessages' in contextUsage)
})

t.test('a text that is sent as a file counts by its length', async t => {
  const file = { type: 'file' as const, source: { data: Buffer.alloc(400_000, 'a ').toString('base64') }, mediaType: 'text/plain', name: 'a.txt' }
  await t.rejects(compose([], { question: [file] as never }), { param: undefined, message: /about 1\d{5} tokens/ }) // its type is that of a text
  await t.rejects(compose([messageOf('a', { content: [file] })]), { message: /about 1\d{5} tokens in 1 messages/ })
})
