import type { Chat, ChatMessage } from '../../client/src/index.ts'
import { test } from 'tap'
import { typeOf, writeContent } from '../../web/src/chat/attachments.ts'
import { branchWith, createChunker, messagesOf, type Branch } from '../../web/src/chat/branch.ts'
import { liveOf, liveWith, nothing } from '../../web/src/chat/live-text.ts'
import { showRun } from '../../web/src/chat/shown.ts'
import type { Run } from '../../web/src/chat/runs.ts'
import { groupModels } from '../../web/src/models/model-groups.ts'
import { groupChats } from '../../web/src/sidebar/group-chats.ts'
import { readTags } from '../../web/src/sidebar/read-tags.ts'

const message = (id: string, parentId: string | null, role: 'user' | 'assistant' = 'user'): ChatMessage =>
  ({ id, parentId, role, chatId: 'c', siblingIds: [id], authorId: null, status: 'complete', content: [], text: id, model: null, provider: null, finishReason: null, usage: null, costUsd: null, contextUsage: null, error: null, createdAt: '', completedAt: null })

/** q1 → a1 → q2 → a2, in two pages. */
const branch: Branch = {
  pages: [{ chat: { id: 'c', leafId: 'a2' } as Chat, data: [message('a2', 'q2', 'assistant'), message('q2', 'a1')], nextCursor: 'x' }, { data: [message('a1', 'q1', 'assistant'), message('q1', null)], nextCursor: null }],
  pageParams: [],
}
const ids = (branch: Branch | undefined) => branch && messagesOf(branch).map(({ id }) => id)

test('what is said comes at the end of the branch', async t => {
  const next = branchWith(branch, [message('q3', 'a2'), message('a3', 'q3', 'assistant')])
  t.same(ids(next), ['q1', 'a1', 'q2', 'a2', 'q3', 'a3'])
  t.equal(next?.pages[0]?.chat?.leafId, 'a3')
})

test('another version hides what it replaces', async t => {
  t.same(ids(branchWith(branch, [message('q2b', 'a1'), message('a2b', 'q2b', 'assistant')])), ['q1', 'a1', 'q2b', 'a2b'])
  t.same(ids(branchWith(branch, [message('a1b', 'q1', 'assistant')])), ['q1', 'a1b'])
  t.same(ids(branchWith(branch, [message('q1b', null)])), ['q1b'])
})

test('what is there already is replaced, and an unknown parent has to be asked for', async t => {
  t.same(ids(branchWith(branch, [message('a2', 'q2', 'assistant')])), ['q1', 'a1', 'q2', 'a2'])
  t.equal(branchWith(branch, [message('q9', 'a8')]), undefined)
})

test('groups of turns keep their beginning whatever comes before or after', async t => {
  const turns = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => ({ id: `t${from + index}`, messages: [] }))
  const chunk = createChunker(4)
  const starts = (from: number, to: number) => chunk(turns(from, to)).map(([first]) => first?.id)
  t.same(starts(100, 110), ['t100', 't104', 't108'])
  t.same(starts(100, 114), ['t100', 't104', 't108', 't112'])
  t.same(starts(90, 114), ['t90', 't92', 't96', 't100', 't104', 't108', 't112'])
})

test('pieces make an answer, and a reset replaces it', async t => {
  const piece = { type: 'message.delta', messageId: 'a' } as const
  let live = liveWith(liveWith(nothing, { ...piece, reasoning: 'Hm.' }), { ...piece, text: 'Hello' })
  live = liveWith(live, { ...piece, toolCall: { id: '1', name: 'get', arguments: '{"a"' } })
  live = liveWith(live, { ...piece, toolCall: { id: '1', arguments: ':1}' } })
  t.same(live, { text: 'Hello', reasoning: 'Hm.', toolCalls: [{ id: '1', name: 'get', arguments: '{"a":1}' }] })
  t.match(liveWith(live, { type: 'message.reset', messageId: 'a', text: 'He', reasoning: '' }), { text: 'He', reasoning: '' })
  t.match(liveOf({ content: [{ type: 'refusal', text: 'No.' }] }), { text: 'No.' })
})

const run = (more: Partial<Run>): Run => ({ chatId: 'c', phase: 'starting', ask: undefined, question: undefined, answer: undefined, error: undefined, startedAt: 0, firstAt: undefined, ...more })
const saved = messagesOf(branch)

test('a run stands where its answer will be', async t => {
  const shown = (more: Partial<Run>) => showRun(saved, run(more)).messages.map(({ id }) => id)
  t.same(shown({ ask: { kind: 'question', clientRequestId: '1', model: undefined, content: 'x' } }), ['q1', 'a1', 'q2', 'a2'])
  t.same(shown({ ask: { kind: 'question', clientRequestId: '1', model: undefined, content: 'x', parentId: 'a1' } }), ['q1', 'a1'], 'asked in other words')
  t.same(shown({ ask: { kind: 'again', clientRequestId: '1', model: undefined, messageId: 'a2', parentId: 'q2' } }), ['q1', 'a1', 'q2'], 'answered again')
  t.same(shown({ question: message('q3', 'a2'), answer: message('a3', 'q3', 'assistant') }), ['q1', 'a1', 'q2', 'a2', 'q3'])
  t.same(shown({ answer: message('a2', 'q2', 'assistant') }), ['q1', 'a1', 'q2'], 'read on')
})

test('chats stand by day, pinned ones first', async t => {
  const now = new Date(2026, 10, 21, 9).getTime()
  const chat = (id: string, date: Date, pinned = false) => ({ id, pinned, activeAt: date.toISOString() }) as Chat
  const groups = groupChats([chat('a', new Date(2026, 10, 21, 1)), chat('p', new Date(2020, 1, 1), true), chat('b', new Date(2026, 10, 20, 23)), chat('c', new Date(2026, 10, 15)), chat('d', new Date(2026, 9, 30)), chat('e', new Date(2026, 9, 1))], now)
  t.same(groups.map(({ key, chats }) => [key, ...chats.map(({ id }) => id)]), [['pinned', 'p'], ['today', 'a'], ['yesterday', 'b'], ['week', 'c'], ['2026-10', 'd', 'e']])
})

test('models stand by provider, after those that one uses', async t => {
  const model = (id: string, provider: string, capabilities: string[] = ['streaming']) => ({ id, provider, display_name: id.toUpperCase(), capabilities }) as never
  const models = [...Array.from({ length: 13 }, (_, index) => model(`m${index}`, index < 7 ? 'one' : 'two')), model('e', 'one', ['embeddings'])]
  const sources = { models, favourites: ['m3', 'gone'], recent: ['m9', 'lost'], down: new Set(['two']), search: '' }
  t.same(groupModels(sources).map(({ name, choices }) => [name, choices.length]), [['recent', 1], ['favourites', 2], ['one', 7], ['two', 6]])
  t.same(groupModels(sources)[1]?.choices.map(({ reason }) => reason), [undefined, 'gone'])
  t.equal(groupModels(sources)[0]?.choices[0]?.reason, 'down')
  t.same(groupModels({ ...sources, search: 'TWO m9' }).flatMap(({ choices }) => choices.map(({ id }) => id)), ['m9'])
  t.same(groupModels({ ...sources, models: models.slice(0, 3), favourites: [] }).map(({ name }) => name), ['all'], 'a short list has no groups')
})

test('tags are read as they are typed', async t => {
  t.same(readTags(' a, b ,,a,  c d '), ['a', 'b', 'c d'])
})

const kinds: [string, string, string | undefined][] = [
  ['dot.png', 'image/png', 'image/png'],
  ['drawing.svg', 'image/svg+xml', undefined],
  ['report.pdf', 'application/pdf', 'application/pdf'],
  ['notes.md', '', 'text/plain'],
  ['notes.md', 'text/markdown', 'text/markdown'],
  ['clip.ts', 'video/mp2t', 'text/plain'],
  ['main.rs', 'text/x-rust', 'text/plain'],
  ['song.mp3', 'audio/mpeg', undefined],
  ['archive.zip', 'application/zip', undefined],
]
for (const [name, type, sent] of kinds) {
  test(`${name} of type ${type || 'unknown'} is ${sent === undefined ? 'not sent' : `sent as ${sent}`}`, async t => {
    t.equal(typeOf({ name, type }), sent)
  })
}

test('a question with files names them, and has its words at the end', async t => {
  t.equal(writeContent('Why?', []), 'Why?')
  t.same(writeContent('Why?', [{ isImage: true, name: 'dot.png', url: 'data:image/png;base64,AA==' }, { isImage: false, name: 'a.pdf', url: 'data:application/pdf;base64,AA==' }]), [
    { type: 'image', url: 'data:image/png;base64,AA==' },
    { type: 'file', url: 'data:application/pdf;base64,AA==', name: 'a.pdf' },
    { type: 'text', text: 'Why?' },
  ])
})
