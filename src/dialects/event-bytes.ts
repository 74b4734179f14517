// Server-sent events as bytes: where they end, whichever line ending their server uses.

const lineFeed = 10
const carriageReturn = 13

/** Whether the bytes before `at` end in a blank line. A CR that an LF may still follow is no end yet. */
const isEventEnd = (bytes: Buffer, at: number, size: number): boolean => {
  const last = bytes[at - 1]
  const before = bytes[at - 2]
  if (last === lineFeed) return before === lineFeed || (before === carriageReturn && (bytes[at - 3] === lineFeed || bytes[at - 3] === carriageReturn))
  return last === carriageReturn && (before === carriageReturn || (before === lineFeed && at < size))
}

/** Where the last whole event ends; 0 when there is none. Looks no further back than `from`. */
export function endOfEvents (bytes: Buffer, size = bytes.length, from = 0): number {
  for (let at = size; at > from; at--) if (isEventEnd(bytes, at, size)) return at
  return 0
}

const blankLine = Buffer.from('\n\n')

/** Where the event that begins at `from` ends; blank lines after it are its own. `hasReturns`: there is a CR in the bytes. */
export function endOfEvent (bytes: Buffer, from: number, hasReturns: boolean): number {
  let at = from + 1
  if (hasReturns) while (at < bytes.length && !isEventEnd(bytes, at, bytes.length)) at++
  else at = (bytes.indexOf(blankLine, from) + 1 || bytes.length - 1) + 1
  while (bytes[at] === lineFeed || bytes[at] === carriageReturn) at++
  return at
}

const closingBrace = 125

/** Whether the last event ends in `}`, as all do whose data is an object. `[DONE]`, comments and garbage do not. */
export function endsInObject (bytes: Buffer): boolean {
  let at = bytes.length - 1
  while (bytes[at] === lineFeed || bytes[at] === carriageReturn) at--
  return bytes[at] === closingBrace
}

const none = Buffer.alloc(0)

/** Passes whole events on and keeps the rest for the next bytes. Throws RangeError when what it keeps grows past `limit`. */
export function createEventHold (limit: number) {
  let store = none
  let size = 0

  const keep = (bytes: Buffer): void => {
    if (size + bytes.length > limit) throw new RangeError(`An event is larger than ${limit} bytes.`)
    if (size + bytes.length > store.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(1024, store.length * 2, size + bytes.length))
      store.copy(grown, 0, 0, size)
      store = grown
    }
    size += bytes.copy(store, size)
  }

  const release = (bytes: Buffer, end: number, length: number): Buffer => {
    const rest = bytes.subarray(end, length)
    store = none
    size = 0
    if (rest.length > 0) keep(rest)
    return end === bytes.length ? bytes : bytes.subarray(0, end)
  }

  return {
    /** The whole events that are complete now: the very same buffer when the bytes are nothing else. */
    take (bytes: Buffer): Buffer {
      if (size === 0) return release(bytes, endOfEvents(bytes), bytes.length)
      const seam = Math.max(0, size - 3)
      keep(bytes)
      const end = endOfEvents(store, size, seam)
      return end === 0 ? none : release(store, end, size)
    },
  }
}
