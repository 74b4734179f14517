/** What a frame may measure before its sender is taken for broken, in bytes. */
export const frameLimit = 8 * 1024 * 1024

/** A line, or the event it belongs to, grew past the limit. */
export class FrameLimitError extends RangeError {
  constructor (limit: number) {
    super(`A frame is larger than ${limit} bytes.`)
    this.name = 'FrameLimitError'
  }
}

/**
 * Turns bytes into text that always ends with a line feed; what follows the last line ending waits for the next bytes.
 * CRLF and CR become LF, a byte order mark at the start goes. A line ending is never part of a longer character in UTF-8,
 * so cutting there needs no streaming decoder.
 */
export function createLineBuffer (limit = frameLimit): (bytes: Uint8Array) => string {
  let held: Buffer[] = []
  let heldSize = 0
  let isFirst = true
  let isAfterReturn = false

  const hold = (bytes: Buffer): void => {
    heldSize += bytes.length
    if (heldSize > limit) throw new FrameLimitError(limit)
    held.push(bytes)
  }

  const decode = (bytes: Buffer, end: number): string => {
    if (heldSize === 0) return bytes.toString('utf8', 0, end)
    held.push(bytes.subarray(0, end))
    const text = Buffer.concat(held).toString('utf8')
    held = []
    heldSize = 0
    return text
  }

  const normalize = (text: string): string => {
    if (isFirst) {
      isFirst = false
      if (text.charCodeAt(0) === 0xFEFF) text = text.slice(1)
    }
    // The line feed of a CRLF whose halves came apart belongs to the line that has already ended.
    if (isAfterReturn && text.charCodeAt(0) === lineFeed) text = text.slice(1)
    isAfterReturn = false
    if (!text.includes('\r')) return text
    isAfterReturn = text.endsWith('\r')
    return text.replace(/\r\n?/g, '\n')
  }

  return bytes => {
    const chunk = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const end = afterLastLine(chunk)
    if (end === 0) {
      if (chunk.length > 0) hold(chunk)
      return ''
    }
    const text = normalize(decode(chunk, end))
    if (end < chunk.length) hold(chunk.subarray(end))
    return text
  }
}

const lineFeed = 10
const carriageReturn = 13

const afterLastLine = (chunk: Buffer): number => {
  const last = chunk[chunk.length - 1]
  if (last === lineFeed || last === carriageReturn) return chunk.length
  return Math.max(chunk.lastIndexOf(lineFeed), chunk.lastIndexOf(carriageReturn)) + 1
}
