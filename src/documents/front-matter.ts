import { readScalar, type Scalar } from './scalar.ts'

export type FrontMatter = Record<string, Scalar | Scalar[]>

const block = /^---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)??(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/
const keyed = /^([^\s:#&*!|>%@`'"[\]{},?-][^:]*):(?:[ \t]+(.*))?$/
const dashed = /^([ \t]*)-(?:[ \t]+(.*))?$/
const flowItem = /\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s,"'[\]{}][^,[\]{}]*)\s*(?:,|$)/y

/** A key, what stands behind it, and the lines below that belong to it. */
type Entry = { key: string; inline: string; below: string[] }

/**
 * Reads what stands between `---` and `---` at the very beginning of a text: a strict subset of YAML, values and lists of
 * them. What is beyond that is left out; what is read means what it means in YAML. `length`: where the text proper begins.
 */
export function readFrontMatter (text: string): { frontMatter: FrontMatter; length: number } {
  const [whole, inner = ''] = block.exec(text) ?? []
  const entries = whole === undefined ? undefined : readEntries(inner)
  // what does not even begin with a key is a text between two rules
  if (whole === undefined || entries === undefined) return { frontMatter: {}, length: 0 }
  return { frontMatter: Object.fromEntries(entries.flatMap(({ key, ...value }) => {
    const read = readValue(value)
    return read === undefined ? [] : [[key, read]]
  })), length: whole.length }
}

function readEntries (inner: string): Entry[] | undefined {
  const entries: Entry[] = []
  for (const line of inner.split(/\r?\n/)) {
    if (/^\s*(?:#|$)/.test(line)) continue
    const [, key, inline = ''] = keyed.exec(line) ?? []
    if (key !== undefined) entries.push({ key: key.trimEnd(), inline, below: [] })
    else if (entries.length > 0) entries.at(-1)!.below.push(line)
    else return undefined
  }
  return entries
}

function readValue ({ inline, below }: Omit<Entry, 'key'>): Scalar | Scalar[] | undefined {
  if (below.length === 0) return inline.startsWith('[') ? readFlow(inline) : readScalar(inline)
  if (readScalar(inline) !== null) return undefined
  const items = below.map(line => dashed.exec(line))
  return items.every(item => item?.[1] === items[0]?.[1]) ? whole(items.map(item => item === null ? undefined : readScalar(item[2] ?? ''))) : undefined
}

/** `[one, "two, three"]` on one line. */
function readFlow (text: string): Scalar[] | undefined {
  const [, inner] = /^\[(.*)\]\s*(?:\s#.*)?$/.exec(text) ?? []
  if (inner === undefined) return undefined
  const items: string[] = []
  flowItem.lastIndex = 0
  while (flowItem.lastIndex < inner.trimEnd().length) {
    const [, item] = flowItem.exec(inner) ?? []
    if (item === undefined) return undefined
    items.push(item)
  }
  return whole(items.map(readScalar))
}

const whole = (items: (Scalar | undefined)[]): Scalar[] | undefined => items.every(item => item !== undefined) ? items : undefined
