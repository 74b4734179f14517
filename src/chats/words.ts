// Cuts text into the words by which it is found.
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

/** Case, accents and width make no difference to somebody who searches. */
export const normalise = (text: string): string => text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().normalize('NFC')

const longestWord = 64
const pieceSize = 4000

/** Words of a text, normalised, each once, in any language that Intl.Segmenter can cut. Long texts are cut in pieces, between which others get their turn. */
export async function wordsOf (text: string, { limit = 20_000 }: { limit?: number } = {}): Promise<Set<string>> {
  const words = new Set<string>()
  for (let from = 0; from < text.length && words.size < limit;) {
    let to = Math.min(text.length, from + pieceSize)
    if (to < text.length) {
      const space = text.lastIndexOf(' ', to)
      if (space > from) to = space
    }
    // cut before accents go: where words have no spaces between them, their signs show where they end
    for (const { segment, isWordLike } of segmenter.segment(text.slice(from, to).normalize('NFKC'))) if (isWordLike === true) words.add([...normalise(segment)].slice(0, longestWord).join(''))
    from = to
    if (from < text.length) await new Promise(setImmediate)
  }
  return words
}

/** Whether a text has every word, or a word that begins so. */
export async function hasWords (text: string, sought: readonly string[]): Promise<boolean> {
  const plain = normalise(text.normalize('NFKC'))
  if (!sought.every(begin => plain.includes(begin))) return false
  if (sought.every(begin => startsAWord(plain, begin))) return true
  // in scripts without spaces only the segmenter knows where words begin
  const words = [...await wordsOf(text)]
  return sought.every(begin => words.some(word => word.startsWith(begin)))
}

const letter = /[\p{L}\p{N}]$/u

const startsAWord = (text: string, begin: string): boolean => {
  for (let at = text.indexOf(begin); at !== -1; at = text.indexOf(begin, at + 1)) if (at === 0 || !letter.test(text.slice(Math.max(0, at - 2), at))) return true
  return false
}
