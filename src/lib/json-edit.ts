/**
 * Sets (null is a value) and removes (undefined) top-level fields of a JSON object, keeping every other byte as it came:
 * several times cheaper than writing a long chat again, and the upstream sees the client's own spelling.
 * `value` is what JSON.parse made of `bytes`. Where a key cannot be placed for certain, the object is written anew.
 */
export function editJson (bytes: Buffer, value: Readonly<Record<string, unknown>>, changes: Readonly<Record<string, unknown>>): Buffer {
  const cuts: { start: number; end: number; text: string }[] = []
  let added = ''
  for (const [key, change] of Object.entries(changes)) {
    const isPresent = Object.hasOwn(value, key)
    if (!isPresent) {
      if (change !== undefined) added += `${JSON.stringify(key)}:${JSON.stringify(change)},`
      continue
    }
    const place = change === undefined ? undefined : placeOf(bytes, key)
    if (place === undefined) return rewrite(value, changes)
    cuts.push({ ...place, text: JSON.stringify(change) })
  }
  if (added !== '') {
    const brace = bytes.indexOf(123)
    const isEmpty = Object.keys(value).length === 0
    cuts.push({ start: brace + 1, end: brace + 1, text: isEmpty ? added.slice(0, -1) : added })
  }
  return cuts.length === 0 ? bytes : splice(bytes, cuts.sort((a, b) => a.start - b.start))
}

const rewrite = (value: object, changes: object): Buffer => Buffer.from(JSON.stringify({ ...value, ...changes }))

/**
 * Sets one top-level text to a shorter one **in the bytes themselves**: only what stands before it is moved, which for a
 * long chat with the model in front is a hundredth of copying it. Undefined when it cannot be placed for certain or is longer.
 */
export function shortenInPlace (bytes: Buffer, key: string, text: string): Buffer | undefined {
  const place = placeOf(bytes, key)
  if (place === undefined) return undefined
  const value = JSON.stringify(text)
  const spare = place.end - place.start - Buffer.byteLength(value)
  if (spare < 0) return undefined
  bytes.write(value, place.start + spare)
  bytes.copyWithin(spare, 0, place.start)
  return bytes.subarray(spare)
}

const splice = (bytes: Buffer, cuts: { start: number; end: number; text: string }[]): Buffer => {
  const parts: Buffer[] = []
  let from = 0
  for (const { start, end, text } of cuts) {
    parts.push(bytes.subarray(from, start), Buffer.from(text))
    from = end
  }
  parts.push(bytes.subarray(from))
  return Buffer.concat(parts)
}

/**
 * Where the value of a top-level key stands. A key's quoted form can occur only as a key or as a whole string value: inside
 * a string its quotes would be escaped. Before any bracket it is the key of the object itself, and nearly all clients write
 * `model` first. Elsewhere it must be the only one, and nothing may be spelled with \u00…, for that could be the key.
 */
const placeOf = (bytes: Buffer, key: string): { start: number; end: number } | undefined => {
  const quoted = JSON.stringify(key)
  const at = bytes.indexOf(quoted)
  if (at < 0) return undefined
  if (!isBeforeBrackets(bytes, at) && (bytes.indexOf(quoted, at + quoted.length) >= 0 || bytes.indexOf('\\u00') >= 0)) return undefined
  const colon = skipSpace(bytes, at + quoted.length)
  if (bytes[colon] !== 58) return undefined
  const start = skipSpace(bytes, colon + 1)
  const end = scalarEnd(bytes, start)
  return end === undefined ? undefined : { start, end }
}

const isBeforeBrackets = (bytes: Buffer, at: number): boolean => {
  if (at > 500) return false
  for (let index = skipSpace(bytes, 0) + 1; index < at; index++) if (bytes[index] === 123 || bytes[index] === 91) return false
  return true
}

const skipSpace = (bytes: Buffer, index: number): number => {
  while (bytes[index]! <= 32) index++
  return index
}

/** The end of a string, number or literal; undefined for an object or array. */
const scalarEnd = (bytes: Buffer, start: number): number | undefined => {
  const first = bytes[start]
  if (first === 123 || first === 91) return undefined
  let index = start + 1
  if (first === 34) {
    while (bytes[index] !== 34) index += bytes[index] === 92 ? 2 : 1
    return index + 1
  }
  while (isScalarByte(bytes[index]!)) index++
  return index
}

const isScalarByte = (byte: number): boolean => byte > 32 && byte !== 44 && byte !== 125 && byte !== 93
