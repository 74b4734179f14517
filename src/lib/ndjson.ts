import type { Frame } from './frame.ts'
import { createLineBuffer, frameLimit } from './line-buffer.ts'

/**
 * Splits bytes into the lines of newline-delimited JSON; blank ones are skipped, an unfinished last one is never given out.
 * Throws FrameLimitError when a line grows past `limit` bytes.
 */
export function createNdjsonFramer ({ limit = frameLimit }: { limit?: number } = {}): (bytes: Uint8Array) => Frame[] {
  const lines = createLineBuffer(limit)
  return bytes => {
    const text = lines(bytes)
    const frames: Frame[] = []
    for (let from = 0, end: number; from < text.length; from = end + 1) {
      end = text.indexOf('\n', from)
      const data = text.slice(from, end)
      if (data.trim() !== '') frames.push({ data })
    }
    return frames
  }
}
