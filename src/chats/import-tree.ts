import type { ChatRecord, MessageRecord } from '../core/chats.ts'
import { createId } from '../lib/ids.ts'
import type { DraftChat, DraftMessage } from './import-draft.ts'
import { firstWords } from './title.ts'

/** A chat that is ready to be written. */
export type GrownChat = { chat: ChatRecord; messages: MessageRecord[]; warnings: string[] }

/** Makes a chat of a draft: with new ids throughout, its times and branches kept, whatever its keys say of themselves. */
export function growTree (draft: DraftChat, { ownerId, now }: { ownerId: string; now: number }): GrownChat {
  const warnings = [...draft.warnings]
  const { createdAt, activeAt, leafKey, title, messages: _, warnings: __, ...rest } = draft
  const placed = placeAll(draft.messages, now, warnings)
  const chatId = createId('cht')
  const ids = new Map<string, string>()
  const messages = placed.map(({ message, parentKey, at }): MessageRecord => {
    const id = createId('msg')
    ids.set(message.key, id)
    const { role, status, content, facts, completedAt } = message
    return {
      id,
      chatId,
      parentId: parentKey === undefined ? undefined : ids.get(parentKey),
      role,
      authorId: role === 'user' ? ownerId : undefined,
      content,
      status,
      facts,
      position: 0,
      createdAt: at,
      completedAt: Math.min(now, Math.max(at, completedAt ?? at)),
    }
  })
  const beganAt = Math.min(now, createdAt ?? placed[0]?.at ?? now)
  const spokeAt = Math.min(now, activeAt ?? placed.at(-1)?.at ?? beganAt)
  const firstQuestion = messages.find(({ role }) => role === 'user') ?? messages[0]
  const chat: ChatRecord = {
    ...rest,
    id: chatId,
    ownerId,
    title: title ?? firstWords(firstQuestion?.content ?? []),
    titleSource: title === undefined ? 'message' : 'person',
    leafId: leafOf(messages, leafKey === undefined ? undefined : ids.get(leafKey)),
    createdAt: beganAt,
    activeAt: spokeAt,
    updatedAt: spokeAt,
  }
  return { chat, messages, warnings }
}

/** A message in its place: its parent is there and comes before it. `at` is never before its parent's. */
type Placed = { message: DraftMessage; parentKey: string | undefined; at: number }

/** By time, parents before their children: siblings are told apart, and shown, by the order of their new ids. */
const placeAll = (drafts: readonly DraftMessage[], now: number, warnings: string[]): Placed[] => {
  const byKey = new Map<string, DraftMessage>()
  for (const draft of drafts) if (!byKey.has(draft.key)) byKey.set(draft.key, draft)
  const children = new Map<string | undefined, DraftMessage[]>()
  let orphans = 0
  for (const draft of byKey.values()) {
    const isOrphan = draft.parentKey !== undefined && !byKey.has(draft.parentKey)
    if (isOrphan) orphans++
    const parentKey = isOrphan ? undefined : draft.parentKey
    const siblings = children.get(parentKey)
    if (siblings === undefined) children.set(parentKey, [draft])
    else siblings.push(draft)
  }
  const placed: Placed[] = []
  const waiting = (children.get(undefined) ?? []).map((message): Placed => ({ message, parentKey: undefined, at: Math.min(now, message.createdAt ?? 0) })).reverse()
  for (let next; (next = waiting.pop()) !== undefined;) {
    const { message: { key }, at } = next
    placed.push(next)
    for (const child of (children.get(key) ?? []).toReversed()) waiting.push({ message: child, parentKey: key, at: Math.min(now, Math.max(at, child.createdAt ?? at)) })
  }
  const doubles = drafts.length - byKey.size
  const looped = byKey.size - placed.length
  if (doubles > 0) warnings.push(`${doubles} messages were left out: their ids stand there twice.`)
  if (orphans > 0) warnings.push(`${orphans} messages follow one that is not there; they begin branches of their own.`)
  if (looped > 0) warnings.push(`${looped} messages were left out: they follow themselves.`)
  const begin = placed.reduce((first, { at }) => at > 0 ? Math.min(first, at) : first, now)
  for (const place of placed) if (place.at === 0) place.at = begin
  return placed.sort((left, right) => left.at - right.at)
}

/** The end of the branch that was shown; of the newest one when the file does not say. */
const leafOf = (messages: readonly MessageRecord[], shownId: string | undefined): string | undefined => {
  let leaf = shownId ?? messages.at(-1)?.id
  const newestChild = new Map(messages.map(({ id, parentId }) => [parentId, id]))
  for (let child = leaf && newestChild.get(leaf); child !== undefined; child = newestChild.get(child)) leaf = child
  return leaf
}
