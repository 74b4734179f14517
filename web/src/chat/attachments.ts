import type { MessageInputPart } from '@parlance/client'
import { createId } from '../lib/create-id.ts'

/** A picture or a file that goes with a question. */
export type Attachment = { id: string; name: string; isImage: boolean; /** As it is sent. */ bytes: number; /** A data URL. */ url: string }

export const mostFiles = 8
/** What is larger is made smaller first. Pixels of its longer side. */
const largestSide = 2048
/** Of one picture as it is sent, in bytes. */
export const largestImage = 1_400_000
/** Of any other file, in bytes. */
export const largestFile = 8_000_000
/** Of all together, in bytes: with their base64 they stay below the server's usual limit. */
export const largestTotal = 11_200_000
const imageTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif']
/** What is text whatever the system calls it. */
const textNames = /\.(?:txt|md|markdown|csv|tsv|json|jsonl|xml|ya?ml|toml|ini|log|html?|css|[cm]?[jt]sx?|py|rb|go|rs|java|kt|swift|c|h|cc|cpp|hpp|cs|php|sh|sql|r|tex|diff|patch)$/i

/** For a file picker. */
export const acceptedFiles = [...imageTypes, 'application/pdf', 'text/*', 'application/json', '.md', '.csv', '.jsonl', '.yaml', '.yml', '.toml', '.ts', '.tsx', '.py', '.go', '.rs', '.java', '.sql', '.sh'].join(',')

export type Refusal = { reason: 'kind' | 'large' | 'many'; name: string; limit: number }

/** As what a file is sent; undefined when no model could read it. Code is text. */
export const typeOf = ({ name, type }: Pick<File, 'name' | 'type'>): string | undefined => {
  if (imageTypes.includes(type) || type === 'application/pdf' || type === 'application/json') return type
  if (type.startsWith('image/')) return undefined
  if (/^text\/(?:plain|markdown|csv|html|xml)$/.test(type)) return type
  return type.startsWith('text/') || textNames.test(name) ? 'text/plain' : undefined
}

/** As a data URL. */
export const readUrl = (blob: Blob, type: string): Promise<string> => new Promise((resolve, reject) => {
  const reader = new FileReader()
  reader.onload = () => resolve(String(reader.result))
  reader.onerror = () => reject(reader.error ?? new Error('unreadable'))
  reader.readAsDataURL(new Blob([blob], { type }))
})

/** A smaller copy of a picture that is too large, in pixels or bytes. */
const shrink = async (file: Blob): Promise<Blob> => {
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, largestSide / Math.max(picture.width, picture.height))
  const isSmall = scale === 1 && file.size <= largestImage
  if (isSmall) {
    picture.close()
    return file
  }
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  for (const quality of [0.9, 0.75, 0.5]) {
    const smaller = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', quality))
    if (smaller !== null && smaller.size <= largestImage) return smaller
  }
  return file
}

/** Files ready to be sent, and why others are not. `there`: what is there already. */
export const readFiles = async (chosen: readonly File[], there: readonly Attachment[]): Promise<{ files: Attachment[]; refused: Refusal[] }> => {
  const files: Attachment[] = []
  const refused: Refusal[] = []
  let total = there.reduce((sum, { bytes }) => sum + bytes, 0)
  for (const file of chosen) {
    const refuse = (reason: Refusal['reason'], limit = 0) => refused.push({ reason, name: file.name, limit })
    const type = typeOf(file)
    if (type === undefined) refuse('kind')
    else if (there.length + files.length >= mostFiles) refuse('many', mostFiles)
    else {
      try {
        const isImage = type.startsWith('image/')
        const content = isImage && type !== 'image/gif' ? await shrink(file) : file
        const limit = Math.min(isImage ? largestImage : largestFile, largestTotal - total)
        if (content.size > limit) refuse('large', limit)
        else {
          files.push({ id: createId(), name: file.name || 'image', isImage, bytes: content.size, url: await readUrl(content, isImage ? content.type : type) })
          total += content.size
        }
      } catch {
        refuse('kind')
      }
    }
  }
  return { files, refused }
}

/** A question as the server takes it. */
export const writeContent = (text: string, files: readonly Pick<Attachment, 'isImage' | 'name' | 'url'>[]): string | MessageInputPart[] =>
  files.length === 0 ? text : [...files.map(({ isImage, name, url }): MessageInputPart => isImage ? { type: 'image', url } : { type: 'file', url, name }), ...text === '' ? [] : [{ type: 'text' as const, text }]]
