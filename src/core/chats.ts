// Conversations as the house keeps them, and what it needs from storage for that.
import type { AttachmentRecord, StoredPart } from './attachments.ts'
import type { FinishReason, Usage } from './chat.ts'
import type { Page, PageQuery } from './ports.ts'
import type { WhenTooLong } from './summaries.ts'

/** A conversation. Times are milliseconds. `ownerId` is a `usr_…`, or the `key_…` of a program without an account. */
export type ChatRecord = {
  id: string
  ownerId: string
  title: string | undefined
  /** Who gave the title: one that a person chose is never replaced. */
  titleSource: 'person' | 'model' | 'message' | undefined
  model: string | undefined
  systemPrompt: string | undefined
  /** Paths of documents that go along with every question. */
  documents: string[]
  tags: string[]
  /** Where it stands in lists; absent: nowhere in particular. */
  folder?: string | undefined
  /** Absent: as the house does it. */
  whenTooLong?: WhenTooLong | undefined
  isPinned: boolean
  isArchived: boolean
  /** Not listed, not found by words, and soon removed. */
  isTemporary?: boolean | undefined
  /** The last message of the branch that is shown; undefined in an empty chat. */
  leafId: string | undefined
  createdAt: number
  /** When something was last said. */
  activeAt: number
  updatedAt: number
}

/** `streaming` is being written; the others are for ever. `stopped`: by a person; `interrupted`: the server died or was shut down. */
export type MessageStatus = 'complete' | 'streaming' | 'stopped' | 'failed' | 'interrupted'

/** What an answer cost and who gave it. */
export type AnswerFacts = {
  model?: string
  provider?: string
  finishReason?: FinishReason
  /** `estimated`: its provider did not come to count. */
  usage?: Partial<Omit<Usage, 'raw'>> & { estimated?: true }
  costUsd?: number
  contextUsage?: ContextUsage
  error?: { code: string; message: string }
}

/** How full the model's window was, and what of the chat the model was not told. `source` says whether the limit is known or assumed. */
export type ContextUsage = {
  tokens: number
  limit: number
  source: 'model' | 'assumed'
  omittedMessages?: number
  /** How many a summary stands for. */
  summarisedMessages?: number
  /** Whether there was one when one was wanted, and of what kind the failure was when there was none. */
  summarised?: boolean
  summaryError?: string
  omittedAttachments?: number
  missingDocuments?: string[]
}

/** One message of a tree: siblings share a parent. Immutable once it is not `streaming` any more. */
export type MessageRecord = {
  id: string
  chatId: string
  parentId: string | undefined
  role: 'user' | 'assistant'
  /** Who wrote it: a user or a key; undefined for a model. */
  authorId: string | undefined
  content: StoredPart[]
  status: MessageStatus
  facts: AnswerFacts
  /** Up to which position of its generation's log `content` reaches. */
  position: number
  createdAt: number
  completedAt: number | undefined
}

export type GenerationStatus = 'running' | 'complete' | 'stopped' | 'failed' | 'interrupted'

/** One run of a model for one message. */
export type GenerationRecord = {
  id: string
  chatId: string
  messageId: string
  /** The caller whose request it was; `clientRequestId` is unique for each. */
  ownerId: string
  clientRequestId: string | undefined
  /** Tells the same request from another one under the same id. */
  requestHash: string | undefined
  status: GenerationStatus
  isStopRequested: boolean
  heartbeatAt: number
  createdAt: number
  endedAt: number | undefined
}

/**
 * A piece of a generation's output. Positions count what came before: UTF-16 units of text, reasoning and arguments, and
 * one for each call that begins, so that any piece can be cut at any position and two logs of one answer agree.
 */
export type LogPiece =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string; signature?: string; signedBy?: string; redacted?: string }
  | { type: 'call'; index: number; id: string; name: string; signature?: string; signedBy?: string }
  | { type: 'arguments'; index: number; id: string; text: string }
  | { type: 'refusal'; text: string }
  | { type: 'extra'; name: string; data: unknown }

/** What was flushed at once: pieces from `from` (exclusive) to `to` (inclusive). */
export type LogEntry = { from: number; to: number; pieces: LogPiece[] }

export type ChatFilter = PageQuery & {
  isPinned?: boolean | undefined
  isArchived?: boolean | undefined
  isTemporary?: boolean | undefined
  tag?: string | undefined
  folder?: string | undefined
}

/** What a person may do in a chat. */
export type ChatRole = 'owner' | 'editor' | 'viewer'
export type MemberRecord = { chatId: string; userId: string; role: Exclude<ChatRole, 'owner'>; addedBy: string; addedAt: number }

/** A read-only public snapshot of a branch: its title as it was, and its messages, which never change. Only the hash of its token is stored. */
export type ShareRecord = { id: string; chatId: string; tokenHash: string; leafId: string; title: string | undefined; createdBy: string; createdAt: number; expiresAt: number | undefined }

/** A message in its line. `isEmpty`: an answer that ended before it said anything. */
export type LineageEntry = Pick<MessageRecord, 'id' | 'role'> & { isEmpty: boolean }

export type ChatChange = Partial<Omit<ChatRecord, 'id' | 'ownerId' | 'createdAt'>>

/** Keeps chats; seals titles, system prompts and contents. */
/** Chats in which nothing was said since are removed; undefined: those are kept. Milliseconds since 1970. */
export type ChatLimits = { chat: number | undefined; pinned: number | undefined; temporary: number }

export type ChatStore = {
  insert(chat: ChatRecord): Promise<void>
  /** A chat with all its messages, parents before their children, or nothing of it. */
  insertWhole(chat: ChatRecord, messages: readonly MessageRecord[], attachments?: readonly AttachmentRecord[]): Promise<void>
  find(id: string): Promise<ChatRecord | undefined>
  /** Own chats and those where one is a member: pinned first when no filter says otherwise, then by `activeAt`, newest first. */
  list(userId: string, filter: ChatFilter): Promise<Page<ChatRecord>>
  /** Writes the changed fields, if the chat is still as `isStill` wants it; undefined when it is not, or there is no such chat. */
  update(id: string, change: ChatChange, isStill?: (chat: ChatRecord) => boolean): Promise<ChatRecord | undefined>
  /** With its messages, attachments, summaries, generations, members, shares and index. False when there was none. */
  remove(id: string): Promise<boolean>
  /** Ids of chats whose time is over, at most so many. */
  expired(limits: ChatLimits, limit: number): Promise<string[]>
  /** Every chat that somebody owns, for export and erasure. */
  owned(ownerId: string): Promise<ChatRecord[]>

  findMessage(chatId: string, id: string): Promise<MessageRecord | undefined>
  /** From `leafId` towards the root, newest first, at most `limit`. */
  branch(chatId: string, leafId: string, limit: number): Promise<MessageRecord[]>
  /** Everything from `leafId` to the root, newest first, without contents. */
  lineage(chatId: string, leafId: string): Promise<LineageEntry[]>
  /** All of a chat by id, a page at a time; newest first unless asked otherwise. */
  messages(chatId: string, query: PageQuery & { isOldestFirst?: boolean }): Promise<Page<MessageRecord>>
  /** The children of each parent, by id; the root's are under ''. */
  siblings(chatId: string, parentIds: readonly (string | undefined)[]): Promise<Map<string, string[]>>
  /** The newest descendant of a message, following the newest child at each step. */
  newestLeaf(chatId: string, id: string): Promise<string>
  insertMessages(messages: readonly MessageRecord[]): Promise<void>
  /**
   * Removes a message with all that follows it, and what only they had: files, summaries, ratings, a link that ends there.
   * Returns where the shown branch ends now; undefined when there is no such message. Throws `conflict` while an answer is being written there.
   */
  removeMessage(chatId: string, id: string, at: number): Promise<{ leafId: string | undefined } | undefined>

  /** The role of somebody in a chat; undefined for strangers and for a chat that does not exist. */
  roleOf(chatId: string, userId: string): Promise<ChatRole | undefined>
  members(chatId: string): Promise<MemberRecord[]>
  putMember(member: MemberRecord): Promise<void>
  removeMember(chatId: string, userId: string): Promise<boolean>
  /** Takes somebody out of all chats of others: as a member, and by name from what they wrote there. Returns those where they were a member. */
  forget(userId: string): Promise<string[]>

  /** Instead of the one that the chat had. */
  putShare(share: ShareRecord): Promise<void>
  findShare(tokenHash: string): Promise<ShareRecord | undefined>
  shareOf(chatId: string): Promise<ShareRecord | undefined>
  removeShare(chatId: string): Promise<boolean>
  /** Removes those that have expired. */
  pruneShares(now: number): Promise<void>
}

/** What begins a generation, all or nothing. `follows`: only while the shown branch ends there (null: nowhere yet); absent: wherever it ends. */
export type GenerationStart = { generation: GenerationRecord; messages: readonly MessageRecord[]; attachments?: readonly AttachmentRecord[]; leafId: string; follows?: string | null; at: number }

/** How a generation ended: its message as it stays. */
export type GenerationEnd = { generationId: string; status: Exclude<GenerationStatus, 'running'>; message: Pick<MessageRecord, 'id' | 'content' | 'facts' | 'position'>; at: number }

/** Keeps generations and their logs. Every method is one transaction. */
export type GenerationStore = {
  /**
   * Claims the request and writes the messages. When the owner's `clientRequestId` is taken: that generation, and nothing is
   * written. Throws `conflict` when the branch ends elsewhere by now, `not_found` when the chat was deleted.
   */
  begin(start: GenerationStart): Promise<{ isNew: boolean; generation: GenerationRecord }>
  find(id: string): Promise<GenerationRecord | undefined>
  /** The running one of a message or of a chat, newest first. */
  running(chatId: string): Promise<GenerationRecord[]>
  /** Those of some chats that began at that time or later, oldest first. */
  since(chatIds: readonly string[], at: number): Promise<GenerationRecord[]>
  findByMessage(messageId: string): Promise<GenerationRecord | undefined>
  findByRequest(ownerId: string, clientRequestId: string): Promise<GenerationRecord | undefined>
  /** Log entries of many generations, and the messages written with them. */
  flush(flush: { logs: readonly { generationId: string; entry: LogEntry }[]; messages: readonly Pick<MessageRecord, 'id' | 'content' | 'position'>[] }): Promise<void>
  /** Entries that reach beyond `after`, in order. */
  log(generationId: string, after: number): Promise<LogEntry[]>
  /** Only if it still runs: false when somebody else has ended it. */
  end(end: GenerationEnd): Promise<boolean>
  requestStop(id: string): Promise<void>
  /** Says that they are alive; returns those whose stop was asked for. */
  heartbeat(ids: readonly string[], at: number): Promise<string[]>
  /** Running ones that nobody has kept alive since. */
  stale(before: number): Promise<GenerationRecord[]>
  /** Forgets the logs of what ended before. */
  prune(before: number): Promise<void>
}

/** A keyed hash of a word: 64 bits, signed, as both engines store them. */
export type SearchToken = bigint

/** A place where words stand: a message, or the chat itself for its title. `number` grows with age. */
export type SearchTarget = { number: number; chatId: string; targetId: string }

/** A place in the index. */
export type SearchPlace = { token: SearchToken; number: number }

/** Finds messages and titles by keyed hashes of their words. */
export type SearchStore = {
  /** Replaces what is known of each target. */
  add(entries: readonly { chatId: string; targetId: string; tokens: readonly SearchToken[] }[]): Promise<void>
  /** What was said or renamed since it was last indexed: titles, and messages in the order of their ids. `after`: messages after this one, and no titles. */
  unindexed(limit: number, after?: string): Promise<{ ownerId: string; chatId: string; targetId: string; text: string }[]>
  /** Whose chats a person can read: their own, and those of others where they are a member. */
  ownersFor(userId: string): Promise<string[]>
  /** Whether hashes may be left of what was deleted or renamed. */
  isCompactionDue(): Promise<boolean>
  /** Removes such hashes among the next `limit`, and says where to go on; undefined at the end. */
  compact(after: SearchPlace | undefined, limit: number): Promise<SearchPlace | undefined>
  /** Says that all were removed, unless something was deleted since `startedAt`, in milliseconds. */
  noteCompacted(startedAt: number): Promise<void>
  /** Targets that have, for every word, any of its tokens; newest first, those with numbers below `before`. */
  find(query: { words: readonly (readonly SearchToken[])[]; limit: number; before: number | undefined }): Promise<SearchTarget[]>
}
