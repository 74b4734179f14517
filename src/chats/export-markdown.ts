import type { Part } from '../core/chat.ts'
import type { ChatRecord, MessageRecord } from '../core/chats.ts'
import type { Attachments } from './attachments.ts'
import { closeBlocks, fence } from './markdown.ts'
import { toPart, toTime } from './view.ts'

/** A branch of a chat, to be read: in Markdown, which is what models write anyway. */
export async function * writeMarkdown (chat: ChatRecord, messages: readonly MessageRecord[], attachments: Pick<Attachments, 'inline'>): AsyncGenerator<string> {
  yield `# ${escapeLine(chat.title ?? 'Untitled')}`
  for (const message of messages) yield `\n\n${writeMessage(message, await attachments.inline(chat.id, message.content))}`
  yield '\n'
}

const writeMessage = ({ role, facts, status, createdAt }: MessageRecord, content: readonly Part[]): string => {
  const who = role === 'user' ? 'User' : facts.model === undefined ? 'Assistant' : `Assistant (${escapeLine(facts.model)})`
  const state = status === 'complete' ? '' : ` · ${status}`
  return [`## ${who}`, `*${toTime(createdAt).slice(0, 16).replace('T', ' ')} UTC${state}*`, ...content.map(writePart).filter(text => text !== '')].join('\n\n')
}

const writePart = (part: Part): string => {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return closeBlocks(part.text.trim())
    case 'reasoning':
      return part.text.trim() === '' ? '' : `> *Thoughts*\n>\n${part.text.trim().replace(/^/gm, '> ')}`
    case 'image':
      return `![image](${escapeUrl(toPart(part).url ?? '')})`
    case 'file': {
      const { url, name = 'file' } = toPart(part)
      return url === undefined ? `*${escapeLine(name)}*` : `[${escapeLine(name)}](${escapeUrl(url)})`
    }
    case 'tool-call':
      return `*Called ${escapeLine(part.name)}:*\n\n${fence(part.arguments, 'json')}`
    case 'audio':
    case 'extra':
      return ''
  }
}

const escapeLine = (text: string): string => text.replace(/\s+/g, ' ').trim().replace(/[\\`*_[\]<>#]/g, '\\$&')

const escapeUrl = (url: string): string => url.replace(/[()<>\\\s]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
