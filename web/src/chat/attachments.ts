import type { MessageInputPart } from '@parlance/client'
import { createId } from '../lib/create-id.ts'

/** A picture that goes with a question. */
export type Attachment = { id: string; name: string; /** A data URL. */ url: string }

export const mostImages = 8
/** What is larger is made smaller first. Pixels of its longer side. */
const largestSide = 2048
/** Of one picture as it is sent, in bytes. Eight of them and their base64 stay below the server's usual limit. */
export const largestImage = 1_400_000
const kinds = ['image/png', 'image/jpeg', 'image/webp', 'image/gif']

export type Refusal = { reason: 'kind' | 'large' | 'many'; name: string }

const readUrl = (blob: Blob): Promise<string> => new Promise((resolve, reject) => {
  const reader = new FileReader()
  reader.onload = () => resolve(String(reader.result))
  reader.onerror = () => reject(reader.error ?? new Error('unreadable'))
  reader.readAsDataURL(blob)
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

/** Pictures ready to be sent, and why others are not. `there`: how many there are already. */
export const readImages = async (files: readonly File[], there: number): Promise<{ images: Attachment[]; refused: Refusal[] }> => {
  const images: Attachment[] = []
  const refused: Refusal[] = []
  for (const file of files) {
    const refuse = (reason: Refusal['reason']) => refused.push({ reason, name: file.name })
    if (!kinds.includes(file.type)) refuse('kind')
    else if (there + images.length >= mostImages) refuse('many')
    else {
      try {
        const picture = file.type === 'image/gif' ? file : await shrink(file)
        if (picture.size > largestImage) refuse('large')
        else images.push({ id: createId(), name: file.name || 'image', url: await readUrl(picture) })
      } catch {
        refuse('kind')
      }
    }
  }
  return { images, refused }
}

/** A question as the server takes it. */
export const writeContent = (text: string, images: readonly Attachment[]): string | MessageInputPart[] =>
  images.length === 0 ? text : [...images.map(({ url }): MessageInputPart => ({ type: 'image', url })), ...text === '' ? [] : [{ type: 'text' as const, text }]]
