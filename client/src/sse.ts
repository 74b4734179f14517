/** One server-sent event. `data` of several lines has them joined by line feeds; `id` is where a reader may go on after it. */
export type SseEvent = { event: string | undefined; data: string; id?: string }

/** Takes bytes as they come and returns the events that they complete. */
export type SseDecoder = (bytes: Uint8Array) => SseEvent[]

/** What one event may measure before its sender is taken for broken, in characters. */
export const eventLimit = 8 * 1024 * 1024

/**
 * Reads server-sent events as the WHATWG specification says: any line ending, comments, several `data` lines, a byte
 * order mark; characters and line endings may be cut anywhere. An event that the stream ends in is never dispatched.
 * Throws RangeError when an event grows past `limit`.
 */
export function createSseDecoder ({ limit = eventLimit }: { limit?: number } = {}): SseDecoder {
  const decoder = new TextDecoder()
  let partial = ''
  let isAfterReturn = false
  let event: string | undefined
  let data: string | undefined
  let id: string | undefined

  const takeLine = (line: string): SseEvent | undefined => {
    if (line === '') {
      const complete = data === undefined ? undefined : { event, data, ...id !== undefined && { id } }
      event = data = id = undefined
      return complete
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line.charCodeAt(colon + 1) === space ? colon + 2 : colon + 1)
    if (field === 'data') data = data === undefined ? value : `${data}\n${value}`
    if (field === 'event') event = value
    if (field === 'id') id = value
    return undefined
  }

  return bytes => {
    let text = decoder.decode(bytes, { stream: true })
    if (text === '') return []
    // The line feed of a CRLF whose halves came apart belongs to the line that has already ended.
    if (isAfterReturn && text.startsWith('\n')) text = text.slice(1)
    isAfterReturn = text.endsWith('\r')

    const events: SseEvent[] = []
    const lines = text.split(/\r\n|\r|\n/)
    lines[0] = partial + lines[0]!
    partial = lines.pop()!
    for (const line of lines) {
      const complete = takeLine(line)
      if (complete !== undefined) events.push(complete)
      if ((data?.length ?? 0) > limit) throw tooLarge(limit)
    }
    if (partial.length > limit) throw tooLarge(limit)
    return events
  }
}

const space = 32

const tooLarge = (limit: number): RangeError => new RangeError(`A server-sent event is larger than ${limit} characters.`)
