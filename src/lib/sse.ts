import type { Frame } from './frame.ts'
import { createLineBuffer, FrameLimitError, frameLimit } from './line-buffer.ts'

/**
 * Splits bytes into server-sent events, as the WHATWG specification says: any line ending, comments, several `data`
 * lines in one event, a byte order mark. An event that the stream ends in is never dispatched. On the token path.
 * Throws FrameLimitError when an event grows past `limit` bytes.
 */
export function createSseFramer ({ limit = frameLimit }: { limit?: number } = {}): (bytes: Uint8Array) => Frame[] {
  const lines = createLineBuffer(limit)
  let event: string | undefined
  let data: string | undefined

  return bytes => {
    const text = lines(bytes)
    const frames: Frame[] = []
    for (let from = 0, end: number; from < text.length; from = end + 1) {
      end = text.indexOf('\n', from)
      if (end === from) {
        if (data !== undefined) frames.push(event ? { event, data } : { data })
        event = data = undefined
        continue
      }
      if (text.startsWith('data:', from)) {
        const line = text.slice(afterSpace(text, from + 5), end)
        // Nearly every event is one `data` line and a blank one: no state to keep.
        if (data === undefined && event === undefined && text.charCodeAt(end + 1) === lineFeed) {
          frames.push({ data: line })
          end++
          continue
        }
        data = data === undefined ? line : `${data}\n${line}`
        if (data.length > limit) throw new FrameLimitError(limit)
      } else if (text.startsWith('event:', from)) {
        event = text.slice(afterSpace(text, from + 6), end)
      } else if (end - from === 4 && text.startsWith('data', from)) {
        data = data === undefined ? '' : `${data}\n`
      }
    }
    return frames
  }
}

const lineFeed = 10
const space = 32

const afterSpace = (text: string, at: number): number => text.charCodeAt(at) === space ? at + 1 : at
