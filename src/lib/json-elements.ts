const quote = 34
const backslash = 92
const [openList, closeList, openObject, closeObject, comma] = [91, 93, 123, 125, 44]

/**
 * Cuts a JSON list into its elements without reading them, so that a large file is parsed piece by piece and one broken
 * piece does not spoil the others. Anything but a list is one element. Throws SyntaxError when the list does not end.
 */
export function * jsonElements (bytes: Buffer): Generator<Buffer> {
  const start = skipSpace(bytes, hasByteOrderMark(bytes) ? 3 : 0)
  if (bytes[start] !== openList) {
    yield bytes.subarray(start)
    return
  }
  let at = skipSpace(bytes, start + 1)
  if (bytes[at] === closeList) return
  for (;;) {
    const end = elementEnd(bytes, at)
    if (end === bytes.length) throw new SyntaxError('The list does not end.')
    yield bytes.subarray(at, end)
    if (bytes[end] === closeList) return
    at = end + 1
  }
}

/** The comma or bracket after an element. */
const elementEnd = (bytes: Buffer, from: number): number => {
  let depth = 0
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === quote) at = stringEnd(bytes, at + 1)
    else if (byte === openObject || byte === openList) depth++
    else if (depth === 0 && (byte === comma || byte === closeList)) return at
    else if (byte === closeObject || byte === closeList) depth--
  }
  return bytes.length
}

/** The quotation mark that ends a string: the first one behind an even number of backslashes. */
const stringEnd = (bytes: Buffer, from: number): number => {
  for (let at = bytes.indexOf(quote, from); at !== -1; at = bytes.indexOf(quote, at + 1)) {
    let before = at
    while (before > from && bytes[before - 1] === backslash) before--
    if ((at - before) % 2 === 0) return at
  }
  return bytes.length
}

const skipSpace = (bytes: Buffer, from: number): number => {
  let at = from
  while (bytes[at] === 32 || bytes[at] === 10 || bytes[at] === 13 || bytes[at] === 9) at++
  return at
}

const hasByteOrderMark = (bytes: Buffer): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
