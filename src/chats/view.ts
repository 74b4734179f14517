import type { AttachedPart, StoredPart } from '../core/attachments.ts'
import type { FinishReason, Part } from '../core/chat.ts'
import type { ChatRecord, ChatRole, MessageRecord } from '../core/chats.ts'
import { GatewayError } from '../core/errors.ts'
import type { Chat, ChatMessage, ChatPart, MessageInputPart } from '../schemas/chat.ts'
import type { PlacedMessage } from './chats.ts'
import { type Hit, searchedText } from './search.ts'

export const toTime = (ms: number): string => new Date(ms).toISOString()

/** A chat as its callers see it. */
export const toChat = (chat: ChatRecord, role: ChatRole): Chat => ({
  id: chat.id,
  ownerId: chat.ownerId,
  role,
  title: chat.title ?? null,
  model: chat.model ?? null,
  systemPrompt: chat.systemPrompt ?? null,
  documents: chat.documents,
  tags: chat.tags,
  folder: chat.folder ?? null,
  whenTooLong: chat.whenTooLong ?? null,
  pinned: chat.isPinned,
  archived: chat.isArchived,
  temporary: chat.isTemporary ?? false,
  leafId: chat.leafId ?? null,
  createdAt: toTime(chat.createdAt),
  activeAt: toTime(chat.activeAt),
  updatedAt: toTime(chat.updatedAt),
})

/** A chat that was found by words. */
export const toFoundChat = ({ chat, message }: Hit, role: ChatRole, query: string): Chat =>
  ({ ...toChat(chat, role), match: { messageId: message?.id ?? null, text: around(message === undefined ? chat.title ?? '' : searchedText(message), query) } })

const reach = 60

/** The words' surroundings, cut at a readable length. */
const around = (text: string, query: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  const first = query.trim().split(/\s+/)[0] ?? ''
  const at = Math.max(0, line.toLowerCase().indexOf(first.toLowerCase()))
  const from = Math.max(0, at - reach)
  const to = Math.min(line.length, at + first.length + reach)
  return `${from > 0 ? '…' : ''}${line.slice(from, to)}${to < line.length ? '…' : ''}`.toWellFormed()
}

/** A message as its callers see it. */
export const toChatMessage = ({ message, siblings, rating }: PlacedMessage): ChatMessage => ({
  id: message.id,
  chatId: message.chatId,
  parentId: message.parentId ?? null,
  siblingIds: siblings,
  role: message.role,
  authorId: message.authorId ?? null,
  status: message.status,
  content: message.content.map(part => toStoredPart(part, `/api/v1/chats/${message.chatId}`)),
  text: textOf(message),
  ...toFacts(message),
  ...(rating !== undefined && { rating: rating.rating, ...(rating.comment !== undefined && { ratingComment: rating.comment }) }),
  createdAt: toTime(message.createdAt),
  completedAt: message.completedAt === undefined ? null : toTime(message.completedAt),
})

/** What is known of an answer besides its words. */
export const toFacts = ({ facts }: Pick<MessageRecord, 'facts'>): Pick<ChatMessage, 'model' | 'provider' | 'finishReason' | 'usage' | 'costUsd' | 'contextUsage' | 'error'> => ({
  model: facts.model ?? null,
  provider: facts.provider ?? null,
  finishReason: facts.finishReason === undefined ? null : finishReasons[facts.finishReason],
  usage: facts.usage ?? null,
  costUsd: facts.costUsd ?? null,
  contextUsage: facts.contextUsage ?? null,
  error: facts.error ?? null,
})

/** The words of a message, together. */
export const textOf = ({ content }: Pick<MessageRecord, 'content'>): string => content.map(part => part.type === 'text' ? part.text : '').join('')

export const finishReasons = { stop: 'stop', length: 'length', 'tool-calls': 'toolCalls', 'content-filter': 'contentFilter', error: 'other', other: 'other' } as const satisfies Record<FinishReason, string>

/** A part as it is stored. What it only names is read below `path`. */
export const toStoredPart = (part: StoredPart, path: string): ChatPart => part.type === 'attachment' ? toReference(part, path) : toPart(part)

const toReference = ({ as, id, mediaType, bytes, name, format }: AttachedPart, path: string): ChatPart => {
  const named = name !== undefined && { name }
  const attachment = { id, mediaType, bytes, ...named }
  if (as === 'audio') return { type: 'extra', name: 'audio', data: { format }, attachment }
  return { type: as, url: `${path}/attachments/${id}`, ...named, attachment }
}

/** What proves thinking to its provider stays in the house. */
export const toPart = (part: Part): ChatPart => {
  switch (part.type) {
    case 'text': case 'refusal': case 'reasoning':
      return { type: part.type, text: part.text }
    case 'image':
      return { type: 'image', url: 'url' in part.source ? part.source.url : `data:${part.source.mediaType};base64,${part.source.data}` }
    case 'file': {
      const url = 'url' in part.source ? part.source.url : 'data' in part.source ? `data:${part.mediaType ?? 'application/octet-stream'};base64,${part.source.data}` : undefined
      return { type: 'file', ...(url !== undefined && { url }), ...(part.name !== undefined && { name: part.name }) }
    }
    case 'tool-call':
      return { type: 'toolCall', id: part.id, name: part.name, arguments: part.arguments }
    case 'audio':
      return { type: 'extra', name: 'audio', data: { format: part.format } }
    case 'extra':
      return { type: 'extra', name: part.name, data: part.data }
  }
}

const dataUrl = /^data:([\w.+-]+\/[\w.+-]+)?(?:;[\w=.-]+)*;base64,([A-Za-z0-9+/=]*)$/

/** Reads what a person sends. Throws `invalid_request` with the field. */
export function readContent (content: string | readonly MessageInputPart[]): Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  return content.map((part, at): Part => {
    const path = `content[${at}]`
    if (part.type === 'text') {
      if (part.text === undefined || part.text === '') throw invalid(`${path}.text`, 'is missing')
      return { type: 'text', text: part.text }
    }
    const { url } = part
    if (url === undefined) throw invalid(`${path}.url`, 'is missing')
    const inline = dataUrl.exec(url)
    if (inline === null && !/^https?:\/\//.test(url)) throw invalid(`${path}.url`, 'is neither an https address nor a data URL in base64')
    const [, mediaType = 'application/octet-stream', data = ''] = inline ?? []
    if (part.type === 'image') {
      if (inline !== null && !mediaType.startsWith('image/')) throw invalid(`${path}.url`, 'is not an image')
      return { type: 'image', source: inline === null ? { url } : { data, mediaType } }
    }
    return { type: 'file', source: inline === null ? { url } : { data }, ...(inline !== null && { mediaType }), ...(part.name !== undefined && { name: part.name }) }
  })
}

const invalid = (param: string, what: string): GatewayError => new GatewayError('invalid_request', `${param} ${what}.`, { param })
