import { type FrontMatter, readFrontMatter } from './front-matter.ts'

/** What a document says of itself. `bodyAt`: where its text begins, behind the front matter. */
export type Description = { title: string; kind: 'document' | 'prompt'; frontMatter: FrontMatter; bodyAt: number }

/** How much of a file is read for that, in bytes: front matter that is longer is none. */
export const headSize = 16 * 1024

/** Describes a document by its first bytes; by its name alone when they are no text. */
export function describe (path: string, head: Uint8Array): Description {
  const text = decode(head.subarray(0, headSize), { isCut: head.length >= headSize }) ?? ''
  const { frontMatter, length } = readFrontMatter(text)
  const { title, kind } = frontMatter
  return {
    title: toTitle(typeof title === 'string' || typeof title === 'number' ? String(title) : '') ?? toTitle(findHeading(text.slice(length))) ?? fileNameOf(path),
    kind: kind === 'prompt' ? 'prompt' : 'document',
    frontMatter,
    bodyAt: length,
  }
}

/** UTF-8 without a byte order mark; undefined when it is something else. `isCut`: its last character may be half. */
export function decode (bytes: Uint8Array, { isCut = false } = {}): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut })
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

const toTitle = (text: string): string | undefined => text.replace(/[\s\p{Cc}]+/gu, ' ').trim().slice(0, 200).trimEnd().toWellFormed() || undefined

const fileNameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('.'))

/** The first heading that stands outside of code, `# So` or underlined with `===`. */
function findHeading (text: string): string {
  let fence: string | undefined
  let above = ''
  for (const line of text.split(/\r?\n/)) {
    const [, mark] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? []
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) fence = fence === undefined ? mark : undefined
    if (fence !== undefined) continue
    const [, heading] = /^ {0,3}#{1,6}[ \t]+(.*)$/.exec(line) ?? []
    if (heading !== undefined && /[^#\s]/.test(heading)) return heading.trim().replace(/[ \t]#+$/, '')
    if (/^ {0,3}=+[ \t]*$/.test(line) && above !== '') return above
    above = line.trim()
  }
  return ''
}
