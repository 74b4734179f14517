import t from 'tap'
import type { ChatRecord, GenerationRecord, MessageRecord } from '../../src/core/chats.ts'
import { createId } from '../../src/lib/ids.ts'
import { createChatStore, createGenerationStore, createVault, type Database } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'

const vault = createVault([Buffer.alloc(32, 7)])
let clock = 1_000

const chatOf = (more: Partial<ChatRecord> = {}): ChatRecord => ({
  id: createId('cht'), ownerId: 'usr_a', title: 'Secret plans', titleSource: 'person', model: 'demo/parlance', systemPrompt: 'Whisper.', documents: [], tags: ['travel', '100%'], isPinned: false, isArchived: false, leafId: undefined, createdAt: ++clock, activeAt: clock, updatedAt: clock, ...more,
})
const messageOf = (chatId: string, more: Partial<MessageRecord> = {}): MessageRecord => ({
  id: createId('msg'), chatId, parentId: undefined, role: 'user', authorId: 'usr_a', content: [{ type: 'text', text: 'a confidential word' }], status: 'complete', facts: {}, position: 0, createdAt: ++clock, completedAt: clock, ...more,
})
const generationOf = (chatId: string, messageId: string, more: Partial<GenerationRecord> = {}): GenerationRecord => ({
  id: createId('gen'), chatId, messageId, ownerId: 'usr_a', clientRequestId: undefined, requestHash: undefined, status: 'running', isStopRequested: false, heartbeatAt: ++clock, createdAt: clock, endedAt: undefined, ...more,
})
const storesOf = (database: Database) => ({ chats: createChatStore(database, vault), generations: createGenerationStore(database, vault) })

t.test('chats', t => forEachDatabase(t, async (t, database) => {
  const { chats } = storesOf(database)

  await t.test('a chat is read as it was written, and its columns say nothing', async t => {
    const chat = chatOf()
    await chats.insert(chat)
    t.strictSame(await chats.find(chat.id), chat)
    const row = await database.db.selectFrom('chat').selectAll().where('id', '=', chat.id).executeTakeFirstOrThrow()
    t.notMatch(JSON.stringify(row), /Secret|Whisper/)
  })

  await t.test('a change writes only its fields, those that are sealed together too', async t => {
    const chat = chatOf()
    await chats.insert(chat)
    await Promise.all([chats.update(chat.id, { title: 'New' }), chats.update(chat.id, { systemPrompt: 'Shout.' }), chats.update(chat.id, { isPinned: true })])
    t.match(await chats.find(chat.id), { title: 'New', systemPrompt: 'Shout.', isPinned: true, model: 'demo/parlance' })
    t.equal(await chats.update('cht_none', { title: 'x' }), undefined)
    t.match(await chats.update(chat.id, { title: undefined, titleSource: undefined }), { title: undefined, systemPrompt: 'Shout.' })
  })

  await t.test('lists own and shared chats, newest first, in pages, by filter', async t => {
    const ownerId = createId('usr')
    const mine = Array.from({ length: 5 }, (_, at) => chatOf({ ownerId, isArchived: at === 0, tags: at === 1 ? ['a"b', '5_%'] : ['x'], activeAt: 5000 + at }))
    const theirs = chatOf({ ownerId: 'usr_other', activeAt: 9000 })
    for (const chat of [...mine, theirs]) await chats.insert(chat)
    await chats.putMember({ chatId: theirs.id, userId: ownerId, role: 'viewer', addedBy: 'usr_other', addedAt: 1 })
    const first = await chats.list(ownerId, { limit: 3 })
    const second = await chats.list(ownerId, { limit: 3, cursor: first.nextCursor })
    t.strictSame([...first.data, ...second.data].map(({ id }) => id), [theirs.id, ...mine.map(({ id }) => id).reverse()])
    t.equal(second.nextCursor, undefined)
    t.strictSame((await chats.list(ownerId, { limit: 9, isArchived: true })).data.map(({ id }) => id), [mine[0]!.id])
    t.strictSame((await chats.list(ownerId, { limit: 9, tag: '5_%' })).data.map(({ id }) => id), [mine[1]!.id])
    t.strictSame((await chats.list(ownerId, { limit: 9, tag: 'a"b' })).data.map(({ id }) => id), [mine[1]!.id])
    t.strictSame((await chats.list(ownerId, { limit: 9, tag: '5x%' })).data, [])
  })

  await t.test('a branch is read from its leaf, siblings and the newest leaf are found', async t => {
    const chat = chatOf()
    await chats.insert(chat)
    const root = messageOf(chat.id)
    const answers = [1, 2].map(() => messageOf(chat.id, { parentId: root.id, role: 'assistant' }))
    const follow = messageOf(chat.id, { parentId: answers[0]!.id })
    await chats.insertMessages([root, ...answers, follow])
    t.strictSame((await chats.branch(chat.id, follow.id, 10)).map(({ id }) => id), [follow.id, answers[0]!.id, root.id])
    t.strictSame((await chats.branch(chat.id, follow.id, 2)).map(({ id }) => id), [follow.id, answers[0]!.id])
    t.strictSame(await chats.branch('cht_other', follow.id, 10), [])
    const siblings = await chats.siblings(chat.id, [undefined, root.id])
    t.strictSame(siblings.get(root.id), answers.map(({ id }) => id))
    t.strictSame(siblings.get(''), [root.id])
    t.equal(await chats.newestLeaf(chat.id, root.id), answers[1]!.id)
    t.equal(await chats.newestLeaf(chat.id, answers[0]!.id), follow.id)
    t.strictSame(await chats.findMessage(chat.id, root.id), root)
    t.equal(await chats.findMessage('cht_other', root.id), undefined)
  })

  await t.test('roles come from the owner and the members', async t => {
    const chat = chatOf()
    await chats.insert(chat)
    t.equal(await chats.roleOf(chat.id, 'usr_a'), 'owner')
    t.equal(await chats.roleOf(chat.id, 'usr_b'), undefined)
    t.equal(await chats.roleOf('cht_none', 'usr_a'), undefined)
    await chats.putMember({ chatId: chat.id, userId: 'usr_b', role: 'viewer', addedBy: 'usr_a', addedAt: 1 })
    await chats.putMember({ chatId: chat.id, userId: 'usr_b', role: 'editor', addedBy: 'usr_a', addedAt: 2 })
    t.equal(await chats.roleOf(chat.id, 'usr_b'), 'editor')
    t.equal((await chats.members(chat.id)).length, 1)
    t.equal(await chats.removeMember(chat.id, 'usr_b'), true)
    t.equal(await chats.removeMember(chat.id, 'usr_b'), false)
  })

  await t.test('a share is found by its hash, one a chat, its title sealed', async t => {
    const chat = chatOf()
    await chats.insert(chat)
    const share = { id: createId('shr'), chatId: chat.id, tokenHash: createId('h'), leafId: 'msg_1', title: 'Secret plans', createdBy: 'usr_a', createdAt: 1, expiresAt: undefined }
    await chats.putShare(share)
    t.strictSame(await chats.shareOf(chat.id), share)
    const next = { ...share, id: createId('shr'), tokenHash: share.tokenHash + '2', title: undefined, expiresAt: 99 }
    await chats.putShare(next)
    t.equal(await chats.findShare(share.tokenHash), undefined)
    t.strictSame(await chats.findShare(next.tokenHash), next)
    t.notMatch(JSON.stringify(await database.db.selectFrom('chat_share').selectAll().execute()), /Secret/)
    t.equal(await chats.removeShare(chat.id), true)
    t.equal(await chats.shareOf(chat.id), undefined)
  })

  await t.test('shares that have expired are removed, others are not', async t => {
    const shares = await Promise.all([99, 100, 101, undefined].map(async expiresAt => {
      const chat = chatOf()
      await chats.insert(chat)
      const share = { id: createId('shr'), chatId: chat.id, tokenHash: createId('h'), leafId: 'msg_1', title: 'x', createdBy: 'usr_a', createdAt: 1, expiresAt }
      await chats.putShare(share)
      return share
    }))
    await chats.pruneShares(100)
    t.strictSame(await Promise.all(shares.map(async ({ chatId }) => await chats.shareOf(chatId) !== undefined)), [false, false, true, true])
  })

  await t.test('a chat is written with all its messages, or not at all', async t => {
    const chat = chatOf()
    const messages = Array.from({ length: 1201 }, () => messageOf(chat.id))
    await chats.insertWhole(chat, messages)
    const read: string[] = []
    for (let cursor: string | undefined; ;) {
      const page = await chats.messages(chat.id, { limit: 500, cursor, isOldestFirst: true })
      read.push(...page.data.map(({ id }) => id))
      cursor = page.nextCursor
      if (cursor === undefined) break
    }
    t.strictSame(read, messages.map(({ id }) => id))
    const broken = chatOf()
    await t.rejects(chats.insertWhole(broken, [messageOf(broken.id), messages[0]!]))
    t.equal(await chats.find(broken.id), undefined)
  })

  await t.test('a change is made only while the chat is as it was thought to be', async t => {
    const chat = chatOf({ titleSource: 'message' })
    await chats.insert(chat)
    const name = (title: string) => chats.update(chat.id, { title, titleSource: 'model' }, ({ titleSource }) => titleSource === 'message')
    t.match(await name('first'), { title: 'first' })
    t.equal(await name('second'), undefined)
    t.match(await chats.find(chat.id), { title: 'first' })
  })

  await t.test('somebody is forgotten in the chats of others, and what they wrote stays', async t => {
    const chat = chatOf()
    const gone = createId('usr')
    const message = messageOf(chat.id, { authorId: gone })
    await chats.insertWhole(chat, [message, messageOf(chat.id)])
    await chats.putMember({ chatId: chat.id, userId: gone, role: 'editor', addedBy: 'usr_a', addedAt: 1 })
    const { generations } = storesOf(database)
    const generation = generationOf(chat.id, message.id, { ownerId: gone, clientRequestId: 'request' })
    await generations.begin({ generation, messages: [messageOf(chat.id)], leafId: message.id, at: 1 })
    t.strictSame(await chats.forget(gone), [chat.id])
    t.strictSame(await chats.members(chat.id), [])
    t.strictSame(await chats.findMessage(chat.id, message.id), { ...message, authorId: undefined })
    t.match(await generations.find(generation.id), { ownerId: '', clientRequestId: undefined })
    const rows = await Promise.all((['chat', 'message', 'chat_member', 'generation'] as const).map(table => database.db.selectFrom(table).selectAll().execute()))
    t.notOk(JSON.stringify(rows).includes(gone))
  })
}))

t.test('generations', t => forEachDatabase(t, async (t, database) => {
  const { chats, generations } = storesOf(database)
  const begin = async (more: Partial<GenerationRecord> = {}) => {
    const chat = chatOf()
    await chats.insert(chat)
    const question = messageOf(chat.id)
    const answer = messageOf(chat.id, { parentId: question.id, role: 'assistant', authorId: undefined, content: [], status: 'streaming', completedAt: undefined })
    const generation = generationOf(chat.id, answer.id, more)
    return { chat, question, answer, generation, begun: await generations.begin({ generation, messages: [question, answer], leafId: answer.id, at: 7777 }) }
  }

  await t.test('begins with its messages and moves the chat', async t => {
    const { chat, answer, generation, begun } = await begin()
    t.strictSame(begun, { isNew: true, generation })
    t.match(await chats.find(chat.id), { leafId: answer.id, activeAt: 7777 })
    t.strictSame((await generations.running(chat.id)).map(({ id }) => id), [generation.id])
    t.equal((await generations.findByMessage(answer.id))!.id, generation.id)
  })

  await t.test('of twenty equal requests at once one begins', async t => {
    const clientRequestId = createId('req')
    const all = await Promise.all(Array.from({ length: 20 }, () => begin({ clientRequestId })))
    t.equal(all.filter(({ begun }) => begun.isNew).length, 1)
    t.equal(new Set(all.map(({ begun }) => begun.generation.id)).size, 1)
    const losers = all.filter(({ begun }) => !begun.isNew)
    for (const { chat, question } of losers) t.equal(await chats.findMessage(chat.id, question.id), undefined)
  })

  await t.test('its log is sealed, in order, and read from any position', async t => {
    const { generation, answer, chat } = await begin()
    const entry = (from: number, text: string) => ({ generationId: generation.id, entry: { from, to: from + text.length, pieces: [{ type: 'text' as const, text }] } })
    await generations.flush({ logs: [entry(0, 'classified ')], messages: [] })
    await generations.flush({ logs: [entry(11, 'matter')], messages: [{ id: answer.id, content: [{ type: 'text', text: 'classified matter' }], position: 17 }] })
    await generations.flush({ logs: [entry(11, 'matter')], messages: [] })
    t.strictSame((await generations.log(generation.id, 0)).map(({ to }) => to), [11, 17])
    t.strictSame((await generations.log(generation.id, 11)).map(({ pieces }) => pieces), [[{ type: 'text', text: 'matter' }]])
    t.strictSame(await generations.log(generation.id, Number.MAX_SAFE_INTEGER), [], 'whatever position a client names')
    t.match(await chats.findMessage(chat.id, answer.id), { position: 17, content: [{ text: 'classified matter' }] })
    const rows = await database.db.selectFrom('generation_log').selectAll().execute()
    t.notMatch(JSON.stringify(rows), /classified|matter/)
  })

  await t.test('ends once, and its message with it', async t => {
    const { generation, answer, chat } = await begin()
    const end = { generationId: generation.id, status: 'stopped' as const, message: { id: answer.id, content: [{ type: 'text' as const, text: 'so far' }], facts: { model: 'm' }, position: 6 }, at: 8888 }
    const results = await Promise.all([generations.end(end), generations.end({ ...end, status: 'complete' }), generations.end(end)])
    t.equal(results.filter(Boolean).length, 1)
    t.match(await chats.findMessage(chat.id, answer.id), { content: [{ text: 'so far' }], completedAt: 8888 })
    await generations.flush({ logs: [], messages: [{ id: answer.id, content: [], position: 0 }] })
    t.match(await chats.findMessage(chat.id, answer.id), { content: [{ text: 'so far' }] }, 'a late flush does not undo it')
  })

  await t.test('heartbeats tell who shall stop; who is silent is stale', async t => {
    const { generation } = await begin({ heartbeatAt: 10 })
    t.ok((await generations.stale(11)).some(({ id }) => id === generation.id))
    t.strictSame(await generations.heartbeat([generation.id], 20), [])
    t.notOk((await generations.stale(11)).some(({ id }) => id === generation.id))
    await generations.requestStop(generation.id)
    t.strictSame(await generations.heartbeat([generation.id], 30), [generation.id])
  })

  await t.test('a deleted chat takes everything along, and a flush that comes too late is forgotten', async t => {
    const { chat, generation, answer } = await begin()
    await generations.flush({ logs: [{ generationId: generation.id, entry: { from: 0, to: 1, pieces: [{ type: 'text', text: 'x' }] } }], messages: [] })
    t.equal(await chats.remove(chat.id), true)
    t.strictSame(await generations.log(generation.id, 0), [])
    await generations.flush({ logs: [{ generationId: generation.id, entry: { from: 1, to: 2, pieces: [{ type: 'text', text: 'y' }] } }], messages: [{ id: answer.id, content: [], position: 2 }] })
    await generations.prune(0)
    t.strictSame(await generations.log(generation.id, 0), [])
    t.equal(await chats.remove(chat.id), false)
  })

  await t.test('logs of what has ended are pruned', async t => {
    const { generation, answer } = await begin()
    await generations.flush({ logs: [{ generationId: generation.id, entry: { from: 0, to: 1, pieces: [{ type: 'text', text: 'x' }] } }], messages: [] })
    await generations.prune(10_000)
    t.equal((await generations.log(generation.id, 0)).length, 1)
    await generations.end({ generationId: generation.id, status: 'complete', message: { id: answer.id, content: [], facts: {}, position: 1 }, at: 9000 })
    await generations.prune(10_000)
    t.strictSame(await generations.log(generation.id, 0), [])
  })
}))
