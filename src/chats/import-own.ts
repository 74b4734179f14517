import type { FinishReason, Part } from '../core/chat.ts'
import type { AnswerFacts, ContextUsage } from '../core/chats.ts'
import { GatewayError } from '../core/errors.ts'
import { overflowRules } from '../core/summaries.ts'
import { exportFormat, exportVersion } from '../schemas/chat-transfer.ts'
import { largestAttachment } from './attachments.ts'
import { type DraftChat, type DraftMessage, type Fields, readFields, readList, readNumber, readText, readTime, readTitle, readWords } from './import-draft.ts'
import { finishReasons, readContent } from './view.ts'

export const isOwnFormat = ({ format }: Fields): boolean => format === exportFormat

/** Reads a chat of our own format. Throws GatewayError when it is of a version that is not known here. */
export function readOwn (file: Fields): DraftChat {
  const { version } = file
  if (version !== exportVersion) throw new GatewayError('invalid_request', `It is of version ${JSON.stringify(version) ?? 'unknown'} of the format; this server reads version ${exportVersion}.`)
  const warnings: string[] = []
  return {
    title: readTitle(file['title']),
    model: readText(file['model'])?.slice(0, 300),
    systemPrompt: readText(file['systemPrompt'])?.slice(0, 100_000),
    documents: readWords(file['documents'], { most: 20, longest: 500 }),
    tags: readWords(file['tags'], { most: 20, longest: 50 }),
    folder: readText(file['folder'])?.trim().slice(0, 100).toWellFormed() || undefined,
    whenTooLong: overflowRules.find(rule => rule === file['whenTooLong']),
    isPinned: file['pinned'] === true,
    isArchived: file['archived'] === true,
    leafKey: readText(file['leafId']),
    createdAt: readTime(file['createdAt']),
    activeAt: readTime(file['activeAt']),
    messages: readList(file['messages']).flatMap((message, at) => readMessage(readFields(message), at, warnings)),
    warnings,
  }
}

const statuses = ['complete', 'stopped', 'failed', 'interrupted'] as const

const readMessage = (message: Fields, at: number, warnings: string[]): DraftMessage | [] => {
  const { role } = message
  if (role !== 'user' && role !== 'assistant') {
    warnings.push(`Message ${at + 1} was left out: it is of neither a user nor an assistant.`)
    return []
  }
  return {
    key: readText(message['id']) ?? `message ${at}`,
    parentKey: readText(message['parentId']),
    role,
    // what was being written when it was exported never came to its end
    status: message['status'] === 'streaming' ? 'interrupted' : statuses.find(status => status === message['status']) ?? 'complete',
    content: readList(message['content']).flatMap((part, place) => readPart(readFields(part), `Part ${place + 1} of message ${at + 1}`, warnings)),
    facts: readFacts(message),
    createdAt: readTime(message['createdAt']),
    completedAt: readTime(message['completedAt']),
  }
}

const readPart = (part: Fields, place: string, warnings: string[]): Part | [] => {
  const { type } = part
  const text = readText(part['text'])
  switch (type) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      return text === undefined ? [] : { type, text }
    case 'image':
    case 'file':
      try {
        const name = readText(part['name'])
        if ((readText(part['url'])?.length ?? 0) * 0.75 > largestAttachment) {
          warnings.push(`${place} was left out: it has more than ${largestAttachment} bytes.`)
          return []
        }
        return readContent([{ type, url: readText(part['url']) ?? '', ...(name !== undefined && { name }) }])[0]!
      } catch {
        warnings.push(`${place} was left out: its address is neither https nor a data URL.`)
        return []
      }
    case 'toolCall':
      return { type: 'tool-call', id: readText(part['id']) ?? '', name: readText(part['name']) ?? 'tool', arguments: readText(part['arguments']) ?? '{}' }
    case 'extra':
      return { type: 'extra', name: readText(part['name']) ?? 'unknown', data: part['data'] }
    default:
      warnings.push(`${place} is of an unknown type${text === undefined ? ' and was left out' : '; its text was kept'}.`)
      return text === undefined ? [] : { type: 'text', text }
  }
}

const readFacts = (message: Fields): AnswerFacts => {
  const model = readText(message['model'])
  const provider = readText(message['provider'])
  const finishReason = (Object.keys(finishReasons) as FinishReason[]).find(reason => finishReasons[reason] === message['finishReason'])
  const counted = readCounts(message['usage'], ['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'reasoningTokens'])
  const usage = counted && { ...counted, ...readFields(message['usage'])['estimated'] === true && { estimated: true as const } }
  const costUsd = readNumber(message['costUsd'])
  const contextUsage = readContextUsage(readFields(message['contextUsage']))
  const { code, message: said } = readFields(message['error'])
  return {
    ...(model !== undefined && { model }),
    ...(provider !== undefined && { provider }),
    ...(finishReason !== undefined && { finishReason }),
    ...(usage !== undefined && { usage }),
    ...(costUsd !== undefined && { costUsd }),
    ...(contextUsage !== undefined && { contextUsage }),
    ...(typeof code === 'string' && typeof said === 'string' && { error: { code, message: said } }),
  }
}

const readContextUsage = (usage: Fields): ContextUsage | undefined => {
  const { source, summarised } = usage
  const counts = readCounts(usage, ['tokens', 'limit', 'omittedMessages', 'summarisedMessages', 'omittedAttachments']) ?? {}
  const { tokens, limit } = counts
  const summaryError = readText(usage['summaryError'])?.slice(0, 100)
  const missing = readWords(usage['missingDocuments'], { most: 20, longest: 500 })
  if (tokens === undefined || limit === undefined) return undefined
  return { ...counts, tokens, limit, source: source === 'model' ? 'model' : 'assumed', ...(typeof summarised === 'boolean' && { summarised }), ...(summaryError !== undefined && { summaryError }), ...(missing.length > 0 && { missingDocuments: missing }) }
}

const readCounts = <const T extends string>(value: unknown, names: readonly T[]): Partial<Record<T, number>> | undefined => {
  const fields = readFields(value)
  const counts = names.flatMap(name => {
    const count = readNumber(fields[name])
    return count === undefined ? [] : [[name, Math.floor(count)]]
  })
  return counts.length === 0 ? undefined : Object.fromEntries(counts)
}
