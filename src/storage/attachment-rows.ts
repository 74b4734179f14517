import { createSecretKey, randomBytes } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import type { AttachmentRecord } from '../core/attachments.ts'
import type { Vault } from '../core/ports.ts'
import { decrypt, encrypt } from './aes.ts'
import type { AttachmentTable, Tables } from './tables.ts'

/** What is sealed beside the body. A change of ENCRYPTION_KEY wraps this anew and never touches the body. */
type Head = { mediaType: string; name?: string; key: string }

/** The same bytes in the same chat are written once. */
export const insertAttachments = async (db: Kysely<Tables>, attachments: readonly AttachmentRecord[], vault: Vault): Promise<void> => {
  for (const { id, chatId, mediaType, name, data, createdAt } of attachments) {
    const key = randomBytes(32)
    const head: Head = { mediaType, ...(name !== undefined && { name }), key: key.toString('base64') }
    await db.insertInto('attachment').values({
      id,
      chat_id: chatId,
      sealed: vault.seal(JSON.stringify(head), placeOf(id)),
      bytes: data.length,
      created_at: createdAt,
      body: encrypt(createSecretKey(key), data, bind(id)),
    }).onConflict(conflict => conflict.column('id').doNothing()).execute()
  }
}

const placeOf = (id: string) => ({ table: 'attachment', column: 'sealed', row: id })

const bind = (id: string): Buffer => Buffer.from(JSON.stringify(['parlance', 'v1', 'attachment', 'body', id]))

export const toAttachment = ({ id, chat_id: chatId, sealed, body, created_at: createdAt }: Selectable<AttachmentTable>, vault: Vault): AttachmentRecord => {
  const { mediaType, name, key } = JSON.parse(vault.open(sealed, placeOf(id))) as Head // sealed by insertAttachments
  return { id, chatId, mediaType, name, data: decrypt(createSecretKey(key, 'base64'), Buffer.from(body), bind(id)), createdAt }
}
