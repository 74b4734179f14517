import type { Part } from '../../core/chat.ts'
import { readDataUrl } from '../data-url.ts'

/** How the base64 of an image begins, by its type. */
const beginnings: readonly [string, string][] = [['/9j/', 'image/jpeg'], ['iVBORw0KGgo', 'image/png'], ['R0lGOD', 'image/gif'], ['UklGR', 'image/webp'], ['Qk', 'image/bmp']]

/** Reads an image, which comes as bare base64: its own first bytes say what it is. */
export const readImage = (image: string): Part => ({
  type: 'image',
  source: readDataUrl(image) ?? { data: image, mediaType: beginnings.find(([beginning]) => image.startsWith(beginning))?.[1] ?? 'image/png' },
})
