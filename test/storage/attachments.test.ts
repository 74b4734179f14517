import { randomBytes } from 'node:crypto'
import t from 'tap'
import { createAttachments } from '../../src/chats/attachments.ts'
import type { AttachmentRecord } from '../../src/core/attachments.ts'
import type { ChatRecord, MessageRecord } from '../../src/core/chats.ts'
import { createId } from '../../src/lib/ids.ts'
import { createAttachmentStore, createChatStore, createSummaryStore, createVault, rotateSealed } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { silentLog } from '../helpers/silent-log.ts'

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]

const chatOf = (): ChatRecord => ({ id: createId('cht'), ownerId: 'usr_a', title: 'Secret plans', titleSource: 'person', model: undefined, systemPrompt: undefined, documents: [], tags: [], isPinned: false, isArchived: false, leafId: undefined, createdAt: 1, activeAt: 1, updatedAt: 1 })
const messageOf = (chatId: string, content: MessageRecord['content'], more: Partial<MessageRecord> = {}): MessageRecord => ({ id: createId('msg'), chatId, parentId: undefined, role: 'user', authorId: 'usr_a', content, status: 'complete', facts: {}, position: 0, createdAt: 5, completedAt: 5, ...more })
const attachmentOf = (chatId: string, more: Partial<AttachmentRecord> = {}): AttachmentRecord => ({ id: createId('att'), chatId, mediaType: 'image/png', name: 'holiday.png', data: randomBytes(10_000), createdAt: 7, ...more })

t.test('attachments and summaries', t => forEachDatabase(t, async (t, database) => {
  const vault = createVault([oldKey])
  const chats = createChatStore(database, vault)
  const attachments = createAttachmentStore(database, vault)
  const summaries = createSummaryStore(database, vault)
  const { db } = database

  await t.test('an attachment is read as it was written, in its chat alone, and its columns say nothing', async t => {
    const chat = chatOf()
    const attachment = attachmentOf(chat.id)
    await chats.insertWhole(chat, [], [attachment, attachment])
    t.strictSame(await attachments.find(chat.id, attachment.id), attachment)
    t.equal(await attachments.find('cht_other', attachment.id), undefined)
    const row = await db.selectFrom('attachment').selectAll().where('id', '=', attachment.id).executeTakeFirstOrThrow()
    t.notOk(Buffer.from(row.body).includes(attachment.data.subarray(0, 32)))
    t.notMatch(JSON.stringify({ ...row, body: '' }), /png|holiday/)
  })

  await t.test('a body that was changed or moved to another row is not opened', async t => {
    const chat = chatOf()
    const [one, two] = [attachmentOf(chat.id), attachmentOf(chat.id)]
    await chats.insertWhole(chat, [], [one, two])
    const { body, sealed } = await db.selectFrom('attachment').selectAll().where('id', '=', one.id).executeTakeFirstOrThrow()
    await db.updateTable('attachment').set({ body: body as never, sealed }).where('id', '=', two.id).execute() // written once, says its type
    await t.rejects(attachments.find(chat.id, two.id), /cannot be opened/)
    const broken = Buffer.from(body)
    broken[20]! ^= 1
    await db.updateTable('attachment').set({ body: broken as never }).where('id', '=', one.id).execute() // the same
    await t.rejects(attachments.find(chat.id, one.id), /cannot be opened/)
    await chats.remove(chat.id)
  })

  await t.test('what was written into messages before is moved out of them, once, with nothing lost', async t => {
    const chat = chatOf()
    const data = randomBytes(200_000)
    const said = [{ type: 'text' as const, text: 'Look:' }, { type: 'image' as const, source: { data: data.toString('base64'), mediaType: 'image/jpeg' } }]
    const long = [{ type: 'text' as const, text: 'word '.repeat(5000) }]
    const messages = [messageOf(chat.id, said), messageOf(chat.id, long), ...Array.from({ length: 450 }, () => messageOf(chat.id, [{ type: 'text', text: 'short' }])), messageOf(chat.id, said)]
    await chats.insertWhole(chat, messages)
    const move = async () => {
      const room = createAttachments({ store: attachments, chats, key: Buffer.alloc(32, 1), log: silentLog })
      room.start()
      while ((await attachments.movedUpTo()) < messages.at(-1)!.id) await new Promise(setImmediate)
      await room.close()
      return room
    }
    const room = await move()
    for (const index of [0, messages.length - 1]) {
      const moved = await chats.findMessage(chat.id, messages[index]!.id)
      t.match(moved!.content, [{ type: 'text', text: 'Look:' }, { type: 'attachment', as: 'image', mediaType: 'image/jpeg', bytes: data.length }])
      t.strictSame(await room.inline(chat.id, moved!.content), said)
      t.strictSame({ ...moved, content: said }, messages[index])
    }
    t.strictSame((await chats.findMessage(chat.id, messages[1]!.id))!.content, long)
    const rows = () => db.selectFrom('attachment').select(['id', 'created_at', 'bytes']).where('chat_id', '=', chat.id).execute()
    const kept = await rows()
    t.match(kept, [{ created_at: 5, bytes: data.length }])
    t.equal(kept.length, 1, 'the same picture is kept once')
    await move()
    t.strictSame(await rows(), kept)
  })

  await t.test('a summary is found by its message, one a message, and sealed', async t => {
    const chat = chatOf()
    await chats.insert(chat)
    const summary = { id: createId('sum'), chatId: chat.id, messageId: 'msg_1', text: 'A confidential word.', tokens: 9, model: 'demo/parlance', createdAt: 3 }
    await summaries.insert(summary)
    await summaries.insert({ ...summary, id: createId('sum'), text: 'Too late.' })
    t.strictSame(await summaries.list(chat.id), [{ id: summary.id, messageId: 'msg_1' }])
    t.strictSame(await summaries.find(summary.id), summary)
    t.notMatch(JSON.stringify(await db.selectFrom('chat_summary').selectAll().execute()), /confidential/)
  })

  await t.test('what a chat does when it is too long is kept and cleared', async t => {
    const chat: ChatRecord = { ...chatOf(), whenTooLong: 'omit' }
    await chats.insert(chat)
    t.strictSame(await chats.find(chat.id), chat)
    t.match(await chats.update(chat.id, { whenTooLong: 'summarise' }), { whenTooLong: 'summarise' })
    await chats.update(chat.id, { whenTooLong: undefined })
    t.notOk('whenTooLong' in (await chats.find(chat.id))!)
  })

  await t.test('a line is read without its contents, answers that say nothing are told apart', async t => {
    const chat = chatOf()
    await chats.insert(chat)
    const root = messageOf(chat.id, [{ type: 'text', text: 'a' }])
    const silent = messageOf(chat.id, [], { parentId: root.id, role: 'assistant', status: 'failed' })
    const leaf = messageOf(chat.id, [{ type: 'text', text: 'b' }], { parentId: silent.id })
    await chats.insertMessages([root, silent, leaf, messageOf(chat.id, [], { parentId: root.id })])
    t.strictSame(await chats.lineage(chat.id, leaf.id), [{ id: leaf.id, role: 'user', isEmpty: false }, { id: silent.id, role: 'assistant', isEmpty: true }, { id: root.id, role: 'user', isEmpty: false }])
    t.strictSame(await chats.lineage('cht_other', leaf.id), [])
  })

  await t.test('a new key opens them when the rotation is done, without the old one, and bodies stay as they are', async t => {
    const before = await db.selectFrom('attachment').select(['id', 'body']).orderBy('id').execute()
    const whole = chatOf()
    const attachment = attachmentOf(whole.id)
    await chats.insertWhole(whole, [], [attachment])
    await summaries.insert({ id: createId('sum'), chatId: whole.id, messageId: 'msg_2', text: 'Rotate me.', tokens: 1, model: 'm', createdAt: 1 })
    t.match(await rotateSealed(database, createVault([newKey, oldKey])), { failed: 0 })
    const renewed = createVault([newKey])
    t.strictSame(await createAttachmentStore(database, renewed).find(whole.id, attachment.id), attachment)
    const [{ id } = { id: '' }] = await summaries.list(whole.id)
    t.match(await createSummaryStore(database, renewed).find(id), { text: 'Rotate me.' })
    t.strictSame((await db.selectFrom('attachment').select(['id', 'body']).where('id', '!=', attachment.id).orderBy('id').execute()), before)
  })

  await t.test('both go with their chat', async t => {
    const chat = chatOf()
    await chats.insertWhole(chat, [messageOf(chat.id, [])], [attachmentOf(chat.id)])
    await summaries.insert({ id: createId('sum'), chatId: chat.id, messageId: 'msg_3', text: 'Forget me.', tokens: 1, model: 'm', createdAt: 1 })
    t.equal(await chats.remove(chat.id), true)
    for (const table of ['attachment', 'chat_summary'] as const) t.strictSame(await db.selectFrom(table).select('id').where('chat_id', '=', chat.id).execute(), [])
  })
}))
