import type { FileSource, Part } from '../../core/chat.ts'
import type { Wire } from '../wire.ts'
import { wireNameOf } from './id.ts'
import type { Losses } from './losses.ts'

const files = 'https://generativelanguage.googleapis.com/v1beta/'

/** Writes what a user says, or a tool. `path` names the part in warnings and errors. */
export function writeUserPart (part: Part, path: string, losses: Losses): Wire | undefined {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? undefined : { text: part.text }
    case 'image':
      if (part.detail !== undefined && part.detail !== 'auto') losses.dropOnce('detail', `${path}.detail`)
      return 'url' in part.source ? writeAddress(part.source.url, imageTypeOf(part.source.url)) : { inlineData: { mimeType: part.source.mediaType, data: part.source.data } }
    case 'file':
      if (part.name !== undefined) losses.dropOnce('filename', `${path}.filename`)
      return writeFile(part.source, part.mediaType)
    case 'audio':
      return { inlineData: { mimeType: `audio/${part.format}`, data: part.data } }
    case 'extra':
      if (wireNameOf(part.name) !== undefined) return part.data as Wire // it came in as a part of Gemini's
      losses.drop(part.name.startsWith('message.') ? `${path.replace(/\.content\[\d+\]$/, '')}.${part.name.slice(8)}` : path, part.name)
      return undefined
    case 'reasoning':
    case 'tool-call':
      losses.drop(path, `${part.type} of a user`)
  }
}

/** A file of Google's Files API goes by its address, or by what of it is its name: `files/abc`. */
const writeFile = (source: FileSource, mediaType: string | undefined): Wire => {
  if ('data' in source) return { inlineData: { mimeType: mediaType ?? 'application/pdf', data: source.data } }
  if ('url' in source) return writeAddress(source.url, mediaType)
  return writeAddress(source.id.startsWith('files/') ? files + source.id : source.id, mediaType)
}

const writeAddress = (uri: string, mediaType: string | undefined): Wire => ({ fileData: { fileUri: uri, ...(mediaType !== undefined && { mimeType: mediaType }) } })

/** As its name has it. Only newer models take addresses at all, so the gateway fetches what it finds on the web. */
const imageTypeOf = (url: string): string => {
  const [, ending = 'jpeg'] = /\.(png|webp|heic|heif|gif)(?:[?#]|$)/i.exec(url) ?? []
  return `image/${ending.toLowerCase()}`
}
