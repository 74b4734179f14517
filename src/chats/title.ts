import type { StoredPart } from '../core/attachments.ts'
import type { Message } from '../core/chat.ts'

const longest = 60

/** A title from what was said first: whole words, one line. */
export function firstWords (content: readonly StoredPart[]): string {
  const text = inOneLine(textOf(content))
  return text === '' ? 'New chat' : shorten(text)
}

/** A title as a model wrote it, without what models put around one; undefined when nothing is left. */
export function cleanTitle (written: string): string | undefined {
  const lines = written.replace(/<think>[\s\S]*?(?:<\/think>|$)/g, '').split(/[\r\n\u2028\u2029]+/).map(inOneLine)
  const bare = unwrap(lines.find(line => line !== '') ?? '')
  return bare === '' ? undefined : shorten(bare)
}

/** What a model is asked for a title: the beginning of what was said, in no other turn than one of ours. */
export const askForTitle = (question: readonly StoredPart[], answer: readonly StoredPart[]): Message[] => [
  { role: 'system', content: [{ type: 'text', text: 'You give conversations their titles. A title has two to six words, says what the conversation is about, and is in its language. Answer with the title alone: no quotation marks, no full stop, no explanation.' }] },
  { role: 'user', content: [{ type: 'text', text: `Question:\n${excerpt(question)}\n\nAnswer:\n${excerpt(answer)}\n\nThe title:` }] },
]

const excerptLength = 1000

const excerpt = (content: readonly StoredPart[]): string => textOf(content).slice(0, excerptLength).toWellFormed()

const textOf = (content: readonly StoredPart[]): string => content.map(part => part.type === 'text' ? part.text : '').join(' ')

/** Control characters and those that turn the direction of what follows are left out. */
const inOneLine = (text: string): string => text.toWellFormed().replace(/[\p{Cc}\s]+/gu, ' ').replace(/[\u202a-\u202e\u2066-\u2069]/g, '').trim()

/** Marks of Markdown, the word “Title:”, quotation marks and a full stop: one may stand inside another. */
const wrappings: readonly [RegExp, string][] = [
  [/^(?:#+|>|[-*•]|\d+[.)])\s+/, ''],
  [/^(?:title|titel|titre|título|titolo|title suggestion)\s*[:：]\s*/i, ''],
  [/^(\*\*|__|\*|_|`)(.+)\1$/, '$2'],
  [/^["“”„«»‹›‘’‚'「『《](.+)["“”„«»‹›‘’'」』》]$/, '$1'],
  [/^["“„«‹「『《]|["”»›」』》]$/g, ''],
  [/(?<=[^.])[.。]$/, ''],
]

const unwrap = (line: string): string => {
  for (let bare = line; ;) {
    const next = wrappings.reduce((text, [wrapping, inside]) => text.replace(wrapping, inside).trim(), bare)
    if (next === bare) return bare
    bare = next
  }
}

const shorten = (text: string): string => {
  const characters = [...text]
  if (characters.length <= longest) return text
  const cut = characters.slice(0, longest - 1).join('')
  return (cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut) + '…'
}
