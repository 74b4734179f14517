import type { Part } from '../core/chat.ts'
import { type Fields, isFields, readFields, readList, readText } from './import-draft.ts'
import { fence } from './markdown.ts'

/** So many names are told of what is missing. */
const maxNames = 10
/** Each costs a search through the text. */
const maxLinks = 200

/** Reads contents of ChatGPT's messages as ours, and remembers what could not be kept. One for each conversation. */
export function createContentReader () {
  const missing: string[] = []
  const unknown = new Map<string, number>()

  const note = (type: string): void => { unknown.set(type, (unknown.get(type) ?? 0) + 1) }

  /** The files of a message, by their ids. */
  const namesOf = (message: Fields): Map<string, string> => new Map(readList(readFields(message['metadata'])['attachments']).map(readFields).flatMap(({ id, name }) => {
    const known = readText(id)
    return known === undefined ? [] : [[known, readText(name) ?? known]]
  }))

  const miss = (kind: string, name: string): Part => {
    missing.push(name)
    return { type: 'text', text: `[${kind}: ${name}]` }
  }

  const readPiece = (piece: unknown, names: Map<string, string>): Part | [] => {
    if (typeof piece === 'string') return toText(piece)
    if (!isFields(piece)) return []
    const type = readText(piece['content_type']) ?? 'unnamed'
    if (type === 'audio_transcription') return toText(piece['text'])
    const pointer = readText(piece['asset_pointer'])
    if (pointer === undefined) {
      // speech comes as a recording beside its transcription
      if (type.includes('audio')) return miss('audio', 'a recording')
      note(type)
      return toText(piece['text'])
    }
    const id = pointer.slice(pointer.lastIndexOf('/') + 1)
    const name = names.get(id) ?? id
    names.delete(id)
    return miss(type.startsWith('image') ? 'image' : type.includes('audio') ? 'audio' : 'file', name)
  }

  const readParts = (message: Fields, content: Fields): Part[] => {
    const names = namesOf(message)
    const pieces = readList(content['parts']).flatMap(piece => readPiece(piece, names))
    return [...[...names.values()].map(name => miss('file', name)), ...pieces]
  }

  const readContent = (message: Fields, content: Fields, role: string): Part[] => {
    const type = readText(content['content_type']) ?? 'unnamed'
    switch (type) {
      case 'text': {
        const parts = readParts(message, content).map(part => withLinks(part, message))
        // what tools told the model nobody was shown; their pictures, of another type, everybody was
        return role === 'tool' ? parts.map(toThought) : parts
      }
      case 'multimodal_text':
        return readParts(message, content)
      case 'code':
        return toCode(content['text'], readText(content['language']))
      case 'execution_output':
        return toCode(content['text'], undefined)
      case 'thoughts':
        return readList(content['thoughts']).map(readFields).map(({ summary, content: said }) => [readText(summary), readText(said)].filter(text => text !== undefined).join('\n')).flatMap(toReasoning)
      case 'tether_browsing_display':
        return [content['result'], content['summary']].map(readText).filter(text => text !== undefined).slice(0, 1).flatMap(toReasoning)
      case 'tether_quote':
        return [toText([readText(content['title']), readText(content['url']), readText(content['text'])].filter(text => text !== undefined).join('\n').replace(/^/gm, '> '))].flat()
      case 'system_error':
        return [toText(content['text'])].flat()
      case 'reasoning_recap':
      case 'user_editable_context':
      case 'model_editable_context':
        return []
      default: {
        note(type)
        const text = [...readList(content['parts']), content['text'], content['result']].map(readText).filter(text => text !== undefined).join('\n\n')
        return text === '' ? toCode(JSON.stringify(content, null, 2), 'json') : [{ type: 'text', text }]
      }
    }
  }

  return {
    /** What of a message is shown, in our terms; nothing for one that says nothing. */
    read: (message: Fields, role: string): Part[] => isFields(message['content']) ? readContent(message, message['content'], role) : [],

    warnings: (): string[] => [
      ...missing.length === 0 ? [] : [`${missing.length} ${missing.length === 1 ? 'file is' : 'files are'} not imported: ${missing.slice(0, maxNames).join(', ')}${missing.length > maxNames ? ' …' : ''}.`],
      ...[...unknown].map(([type, count]) => `${count} ${count === 1 ? 'piece is' : 'pieces are'} of the unknown type ${type.slice(0, 100)}; the text was kept.`),
    ],
  }
}

const toText = (value: unknown): Part | [] => {
  const text = readText(value)
  return text === undefined ? [] : { type: 'text', text }
}

const toReasoning = (text: string): Part | [] => text === '' ? [] : { type: 'reasoning', text }

const toThought = (part: Part): Part => part.type === 'text' ? { type: 'reasoning', text: part.text } : part

const toCode = (value: unknown, language: string | undefined): Part[] => {
  const text = readText(value)
  return text === undefined ? [] : [{ type: 'text', text: fence(text, language === 'unknown' ? '' : language) }]
}

/** Citations stand in the text as private characters; what they link to stands beside it. */
const withLinks = (part: Part, message: Fields): Part => {
  if (part.type !== 'text') return part
  let { text } = part
  for (const { matched_text: matched, alt } of readList(readFields(message['metadata'])['content_references']).slice(0, maxLinks).map(readFields)) {
    if (typeof matched === 'string' && matched.startsWith('\ue200') && typeof alt === 'string') text = text.replaceAll(matched, () => alt.toWellFormed())
  }
  return { type: 'text', text: text.replace(/\ue200[^\ue200\ue201]*\ue201/g, '') }
}
