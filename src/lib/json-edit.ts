/**
 * Sets (null is a value) and removes (undefined) top-level fields of a JSON object, keeping every other byte as it came:
 * several times cheaper than writing a long chat again, and the upstream sees the client's own spelling. An array that
 * has only got new elements in front keeps the bytes of the others.
 * `value` is what JSON.parse made of `bytes`. Where a key cannot be placed for certain, the object is written anew.
 */
export function editJson (bytes: Buffer, value: Readonly<Record<string, unknown>>, changes: Readonly<Record<string, unknown>>): Buffer {
  const cuts: Cut[] = []
  let added = ''
  for (const [key, change] of Object.entries(changes)) {
    const isPresent = Object.hasOwn(value, key)
    if (!isPresent) {
      if (change !== undefined) added += `${JSON.stringify(key)}:${JSON.stringify(change)},`
      continue
    }
    const cut = change === undefined ? undefined : cutFor(bytes, key, value[key], change)
    if (cut === undefined) return rewrite(value, changes)
    cuts.push(cut)
  }
  if (added !== '') {
    const brace = bytes.indexOf(123)
    const isEmpty = Object.keys(value).length === 0
    cuts.push({ start: brace + 1, end: brace + 1, text: isEmpty ? added.slice(0, -1) : added })
  }
  return cuts.length === 0 ? bytes : splice(bytes, cuts.sort((a, b) => a.start - b.start))
}

/** What to write in the place of which bytes. */
type Cut = { start: number; end: number; text: string }

const cutFor = (bytes: Buffer, key: string, before: unknown, after: unknown): Cut | undefined => {
  const start = startOf(bytes, key)
  if (start === undefined) return undefined
  const added = addedInFront(before, after)
  // what stands there is another value when the key is there twice
  if (added !== undefined) return bytes[start] === 91 ? { start: start + 1, end: start + 1, text: added } : undefined
  const end = scalarEnd(bytes, start)
  return end === undefined ? undefined : { start, end, text: JSON.stringify(after) }
}

/** What stands in front of the old elements, to be written behind the bracket; undefined when that is not the whole difference. */
const addedInFront = (before: unknown, after: unknown): string | undefined => {
  if (!Array.isArray(before) || !Array.isArray(after)) return undefined
  const count = after.length - before.length
  if (count <= 0 || !before.every((element, index) => element === after[count + index])) return undefined
  const added = JSON.stringify(after.slice(0, count)).slice(1, -1)
  return before.length === 0 ? added : `${added},`
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

const splice = (bytes: Buffer, cuts: readonly Cut[]): Buffer => {
  const parts: Buffer[] = []
  let from = 0
  for (const { start, end, text } of cuts) {
    parts.push(bytes.subarray(from, start), Buffer.from(text))
    from = end
  }
  parts.push(bytes.subarray(from))
  return Buffer.concat(parts)
}

const placeOf = (bytes: Buffer, key: string): Omit<Cut, 'text'> | undefined => {
  const start = startOf(bytes, key)
  if (start === undefined) return undefined
  const end = scalarEnd(bytes, start)
  return end === undefined ? undefined : { start, end }
}

/**
 * Where the value of a top-level key begins. A key's quoted form can occur only as a key or as a whole string value: inside
 * a string its quotes would be escaped. Before any bracket it is the key of the object itself, and nearly all clients write
 * `model` first. Elsewhere it must be the only one, and nothing may be spelled with \u00…, for that could be the key.
 */
const startOf = (bytes: Buffer, key: string): number | undefined => {
  const quoted = JSON.stringify(key)
  const at = bytes.indexOf(quoted)
  if (at < 0) return undefined
  if (!isBeforeBrackets(bytes, at) && (bytes.indexOf(quoted, at + quoted.length) >= 0 || bytes.indexOf('\\u00') >= 0)) return undefined
  const colon = skipSpace(bytes, at + quoted.length)
  if (bytes[colon] !== 58) return undefined
  return skipSpace(bytes, colon + 1)
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
