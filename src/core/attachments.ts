// Images, files and recordings of messages, which are kept apart from the rows that every page of a chat reads.
import type { Part } from './chat.ts'

/** What a message names instead of holding its bytes. `as`: what kind of part it was. `bytes`: its size. */
export type AttachedPart = { type: 'attachment'; as: 'image' | 'file' | 'audio'; id: string; mediaType: string; bytes: number; name?: string; detail?: string; /** Of a recording. */ format?: string }

/** A part as messages hold it. Parts with little data keep it. */
export type StoredPart = Part | AttachedPart

/** The bytes themselves. The id says what they are: the same within a chat are kept once. Times are milliseconds. */
export type AttachmentRecord = { id: string; chatId: string; mediaType: string; name: string | undefined; data: Buffer; createdAt: number }

/** Keeps attachments; seals everything of them but their size. They go with their chat. */
export type AttachmentStore = {
  find(chatId: string, id: string): Promise<AttachmentRecord | undefined>
  /** Messages after one, by id, whose content is so large that it may hold bytes; and where to go on. For what was written before there were attachments. */
  suspects(after: string, limit: number): Promise<{ messages: { id: string; chatId: string }[]; last: string | undefined }>
  /** Puts the bytes of a message where they belong. What the message says stays. */
  move(message: { id: string; content: StoredPart[] }, attachments: readonly AttachmentRecord[]): Promise<void>
  /** Up to which message that was done; '' when it never was. */
  movedUpTo(): Promise<string>
  noteMoved(upTo: string): Promise<void>
}
