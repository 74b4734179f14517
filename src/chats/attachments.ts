import { createHmac } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import type { AttachedPart, AttachmentRecord, AttachmentStore, StoredPart } from '../core/attachments.ts'
import type { Part } from '../core/chat.ts'
import type { ChatStore } from '../core/chats.ts'
import { GatewayError } from '../core/errors.ts'
import type { Log, Principal } from '../core/ports.ts'
import { assertRole } from './access.ts'

export type AttachmentsOptions = {
  store: AttachmentStore
  chats: Pick<ChatStore, 'roleOf' | 'findMessage'>
  /** 32 bytes, the same for ever. */
  key: Buffer
  log: Log
}

export type Attachments = ReturnType<typeof createAttachments>

/** Content as it is to be stored, and the bytes that were taken out of it. */
export type Detached = { content: StoredPart[]; attachments: AttachmentRecord[] }

/** Up to so many bytes stay in their message, and all together: a reference would hardly be shorter, and an icon is one request less. */
const smallest = 4096
const smallestTogether = 16 * 1024
/** The largest file that is kept, in bytes. Providers take no larger ones. */
export const largestAttachment = 32 * 1024 * 1024
const pageSize = 200

/** The bytes of messages: taken out when a message is written, put back when a model or an export needs them. */
export function createAttachments ({ store, chats, key, log }: AttachmentsOptions) {
  const idKey = createHmac('sha256', key).update('attachment').digest()

  /** A keyed hash: the same file in the same chat has one id, and nobody without the key can tell which file it is. */
  const idOf = (chatId: string, { mediaType, name = '', data }: Pick<AttachmentRecord, 'mediaType' | 'name' | 'data'>): string =>
    `att_${createHmac('sha256', idKey).update(JSON.stringify([chatId, mediaType, name])).update('\0').update(data).digest('hex').slice(0, 32)}`

  /** Throws `body_too_large`. */
  const detach = (chatId: string, content: readonly StoredPart[], createdAt: number): Detached => {
    const found = new Map<string, AttachmentRecord>()
    let kept = 0
    const stored = content.map((part, at): StoredPart => {
      const bytes = part.type === 'attachment' ? undefined : bytesOf(part)
      if (bytes === undefined) return part
      const { as, base64, mediaType, name, detail, format } = bytes
      const data = Buffer.from(base64, 'base64')
      if (data.length > largestAttachment) throw new GatewayError('body_too_large', `content[${at}]: a file may have at most ${largestAttachment} bytes; this one has ${data.length}.`, { param: `content[${at}]` })
      if (data.length <= smallest && kept + data.length <= smallestTogether) {
        kept += data.length
        return part
      }
      const id = idOf(chatId, { mediaType, name, data })
      found.set(id, { id, chatId, mediaType, name, data, createdAt })
      return { type: 'attachment', as, id, mediaType, bytes: data.length, ...(name !== undefined && { name }), ...(detail !== undefined && { detail }), ...(format !== undefined && { format }) }
    })
    return { content: stored, attachments: [...found.values()] }
  }

  const inlinePart = async (chatId: string, part: AttachedPart): Promise<Part> => {
    const found = await store.find(chatId, part.id)
    return found === undefined ? { type: 'text', text: standIn(part) } : toPart(part, found.data.toString('base64'))
  }

  /** Everything that was written before bytes were kept apart. Goes on where it was left. */
  const moveOld = async (signal: AbortSignal): Promise<void> => {
    for (let after = await store.movedUpTo(); !signal.aborted;) {
      const { messages, last } = await store.suspects(after, pageSize)
      if (last === undefined) return
      for (const { id, chatId } of messages) {
        const message = await chats.findMessage(chatId, id)
        if (message === undefined || message.status === 'streaming') continue
        try {
          const { content, attachments } = detach(chatId, message.content, message.createdAt)
          if (attachments.length > 0) await store.move({ id, content }, attachments)
        } catch (thrown) {
          // it stays where it is, and is read from there
          if (!(thrown instanceof GatewayError) || thrown.kind !== 'body_too_large') throw thrown
        }
        await breathe()
      }
      await store.noteMoved(after = last)
    }
  }
  const closing = new AbortController()
  let moving: Promise<void> | undefined

  return {
    detach,

    /** The parts with their bytes in their place. What is not there any more is named. */
    async inline (chatId: string, content: readonly StoredPart[]): Promise<Part[]> {
      const parts: Part[] = []
      for (const part of content) parts.push(part.type === 'attachment' ? await inlinePart(chatId, part) : part)
      return parts
    },

    /** For whoever may read the chat. */
    async get (caller: Principal, chatId: string, id: string): Promise<AttachmentRecord> {
      await assertRole(chats, caller, chatId, 'viewer')
      return foundIn(await store.find(chatId, id))
    },

    find: async (chatId: string, id: string): Promise<AttachmentRecord> => foundIn(await store.find(chatId, id)),

    /** To be called once; returns at once. */
    start (): void {
      moving ??= moveOld(closing.signal).catch((error: unknown) => log.error({ err: error }, 'files of older messages could not be moved out of them; it is tried again with the next start'))
    },

    async close (): Promise<void> {
      closing.abort()
      await moving
    },
  }
}

/** What stands in the place of bytes that a model is not sent. */
export const standIn = ({ as, name }: AttachedPart): string => `[${name ?? as}: not sent]`

const foundIn = (found: AttachmentRecord | undefined): AttachmentRecord => {
  if (found === undefined) throw new GatewayError('not_found', 'There is no attachment with this id in the chat.')
  return found
}

type Bytes = Pick<AttachedPart, 'as' | 'mediaType' | 'name' | 'detail' | 'format'> & { base64: string }

const bytesOf = (part: Part): Bytes | undefined => {
  switch (part.type) {
    case 'image':
      return 'data' in part.source ? { as: 'image', base64: part.source.data, mediaType: part.source.mediaType, ...(part.detail !== undefined && { detail: part.detail }) } : undefined
    case 'file':
      return 'data' in part.source ? { as: 'file', base64: part.source.data, mediaType: part.mediaType ?? 'application/octet-stream', ...(part.name !== undefined && { name: part.name }) } : undefined
    case 'audio':
      return { as: 'audio', base64: part.data, mediaType: `audio/${part.format}`, format: part.format }
    default:
      return undefined
  }
}

const toPart = ({ as, mediaType, name, detail, format = '' }: AttachedPart, data: string): Part => {
  switch (as) {
    case 'image': return { type: 'image', source: { data, mediaType }, ...(detail !== undefined && { detail }) }
    case 'file': return { type: 'file', source: { data }, mediaType, ...(name !== undefined && { name }) }
    case 'audio': return { type: 'audio', data, format }
  }
}
