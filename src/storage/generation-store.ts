import type { Insertable, Kysely, Selectable } from 'kysely'
import type { GenerationRecord, GenerationStore, LogEntry, MessageRecord } from '../core/chats.ts'
import { GatewayError } from '../core/errors.ts'
import type { Vault } from '../core/ports.ts'
import { insertAttachments } from './attachment-rows.ts'
import { hasMessage, sealContent, writeFacts, writeMessage } from './chat-store.ts'
import type { Database } from './database.ts'
import { despiteDeadlocks } from './deadlock.ts'
import type { GenerationTable, Tables } from './tables.ts'

/** Keeps generations and their logs. What a model says is sealed from its first flush on. */
export const createGenerationStore = ({ db, engine }: Database, vault: Vault): GenerationStore => ({
  begin: async ({ generation, messages, attachments = [], leafId, follows, at }) => despiteDeadlocks(() => db.transaction().execute(async transaction => {
    // the chat first: whoever else begins or deletes it waits here
    const chat = await transaction.selectFrom('chat').select('leaf_id').where('id', '=', generation.chatId).$if(engine === 'postgres', query => query.forUpdate()).executeTakeFirst()
    if (chat === undefined) throw new GatewayError('not_found', 'There is no chat with this id.')
    const { numInsertedOrUpdatedRows } = await transaction.insertInto('generation').values(writeGeneration(generation))
      .onConflict(conflict => conflict.columns(['owner_id', 'client_request_id']).doNothing()).executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 1n) {
      const row = await transaction.selectFrom('generation').selectAll()
        .where('owner_id', '=', generation.ownerId).where('client_request_id', '=', generation.clientRequestId!).executeTakeFirstOrThrow()
      return { isNew: false, generation: toGeneration(row) }
    }
    if (follows !== undefined && follows !== chat.leaf_id) throw new GatewayError('conflict', 'Something else was asked in this chat at the same moment: read it first, then ask again.', { param: 'parentId' })
    const parentId = messages[0]?.parentId
    if (follows === undefined && parentId !== undefined && !await hasMessage(transaction, generation.chatId, parentId)) throw new GatewayError('conflict', 'The message before it was deleted at the same moment.', { param: 'parentId' })
    await insertAttachments(transaction, attachments, vault)
    await transaction.insertInto('message').values(messages.map(message => writeMessage(message, vault))).execute()
    await transaction.updateTable('chat').set({ leaf_id: leafId, active_at: at, updated_at: at }).where('id', '=', generation.chatId).execute()
    return { isNew: true, generation }
  })),

  find: async id => {
    const row = await db.selectFrom('generation').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toGeneration(row)
  },

  running: async chatId =>
    (await db.selectFrom('generation').selectAll().where('chat_id', '=', chatId).where('status', '=', 'running').orderBy('id', 'desc').execute()).map(toGeneration),

  since: async (chatIds, at) => chatIds.length === 0
    ? []
    : (await db.selectFrom('generation').selectAll().where('chat_id', 'in', chatIds).where('created_at', '>=', at).orderBy('id').execute()).map(toGeneration),

  findByMessage: async messageId => {
    const row = await db.selectFrom('generation').selectAll().where('message_id', '=', messageId).executeTakeFirst()
    return row && toGeneration(row)
  },

  findByRequest: async (ownerId, clientRequestId) => {
    const row = await db.selectFrom('generation').selectAll().where('owner_id', '=', ownerId).where('client_request_id', '=', clientRequestId).executeTakeFirst()
    return row && toGeneration(row)
  },

  flush: async ({ logs, messages }) => {
    if (logs.length + messages.length === 0) return
    await db.transaction().execute(async transaction => {
      if (logs.length > 0) {
        await transaction.insertInto('generation_log').values(logs.map(log => writeLog(log, vault)))
          // a flush that is repeated writes nothing twice
          .onConflict(conflict => conflict.column('id').doNothing()).execute()
      }
      for (const message of messages) await materialize(transaction, message, vault)
    })
  },

  log: async (generationId, after) => {
    const rows = await db.selectFrom('generation_log').selectAll().where('generation_id', '=', generationId).where('to_position', '>', Math.min(after, lastPosition)).orderBy('to_position').execute()
    return rows.map((row): LogEntry => ({
      from: row.from_position,
      to: row.to_position,
      pieces: JSON.parse(vault.open(row.sealed, placeOf(row.id))) as LogEntry['pieces'], // sealed by writeLog
    }))
  },

  end: async ({ generationId, status, message, at }) => db.transaction().execute(async transaction => {
    const { numUpdatedRows } = await transaction.updateTable('generation').set({ status, ended_at: at })
      .where('id', '=', generationId).where('status', '=', 'running').executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await transaction.updateTable('message').set({
      sealed: sealContent(message, vault),
      status: status === 'complete' ? 'complete' : status,
      facts: writeFacts(message.facts),
      position: message.position,
      completed_at: at,
    }).where('id', '=', message.id).execute()
    return true
  }),

  requestStop: async id => {
    await db.updateTable('generation').set({ is_stop_requested: true }).where('id', '=', id).where('status', '=', 'running').execute()
  },

  heartbeat: async (ids, at) => {
    if (ids.length === 0) return []
    const rows = await db.updateTable('generation').set({ heartbeat_at: at }).where('id', 'in', ids).where('status', '=', 'running').returning(['id', 'is_stop_requested']).execute()
    return rows.filter(row => row.is_stop_requested).map(({ id }) => id)
  },

  stale: async before =>
    (await db.selectFrom('generation').selectAll().where('status', '=', 'running').where('heartbeat_at', '<', before).orderBy('id').limit(100).execute()).map(toGeneration),

  prune: async before => {
    await db.deleteFrom('generation_log').where('generation_id', 'in', query =>
      query.selectFrom('generation').select('id').where('status', '!=', 'running').where('ended_at', '<', before)).execute()
    // what was flushed after its chat was deleted
    await db.deleteFrom('generation_log').where(({ not, exists, selectFrom }) => not(exists(selectFrom('generation').select('id').whereRef('generation.id', '=', 'generation_log.generation_id')))).execute()
  },
})

/** PostgreSQL refuses to compare a column with a number that it cannot hold. */
const lastPosition = 2 ** 31 - 1

/** Content and position in one write, so that they cannot disagree. */
const materialize = async (db: Kysely<Tables>, message: Pick<MessageRecord, 'id' | 'content' | 'position'>, vault: Vault): Promise<void> => {
  await db.updateTable('message').set({ sealed: sealContent(message, vault), position: message.position }).where('id', '=', message.id).where('status', '=', 'streaming').execute()
}

const placeOf = (id: string) => ({ table: 'generation_log', column: 'sealed', row: id })

const writeLog = ({ generationId, entry }: { generationId: string; entry: LogEntry }, vault: Vault) => {
  const id = `${generationId}.${entry.to}`
  return { id, generation_id: generationId, from_position: entry.from, to_position: entry.to, sealed: vault.seal(JSON.stringify(entry.pieces), placeOf(id)) }
}

const writeGeneration = (generation: GenerationRecord): Insertable<GenerationTable> => ({
  id: generation.id,
  chat_id: generation.chatId,
  message_id: generation.messageId,
  owner_id: generation.ownerId,
  client_request_id: generation.clientRequestId ?? null,
  request_hash: generation.requestHash ?? null,
  status: generation.status,
  is_stop_requested: generation.isStopRequested,
  heartbeat_at: generation.heartbeatAt,
  created_at: generation.createdAt,
  ended_at: generation.endedAt ?? null,
})

const toGeneration = (row: Selectable<GenerationTable>): GenerationRecord => ({
  id: row.id,
  chatId: row.chat_id,
  messageId: row.message_id,
  ownerId: row.owner_id,
  clientRequestId: row.client_request_id ?? undefined,
  requestHash: row.request_hash ?? undefined,
  status: row.status as GenerationRecord['status'], // written by writeGeneration
  isStopRequested: row.is_stop_requested,
  heartbeatAt: row.heartbeat_at,
  createdAt: row.created_at,
  endedAt: row.ended_at ?? undefined,
})
