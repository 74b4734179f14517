import { hash } from 'node:crypto'
import type { SearchToken } from '../core/chats.ts'

const prefixes = [3, 5] as const

/**
 * Words as the index sees them: keyed hashes, different for each owner, of the whole word and of its beginnings. So the
 * index says that two texts of one owner share a word, not which word. A hash of 64 bits may collide: what is found is
 * read before it is shown.
 */
export function createBlindIndex (key: Buffer) {
  // A key of fixed length in front, and a quarter of the hash told: what HMAC guards against cannot be done, at a tenth of its price.
  const prefix = key.toString('hex')
  const token = (ownerId: string, kind: string, word: string): SearchToken =>
    hash('sha256', `${prefix}\0${ownerId}\0${kind}\0${word}`, 'buffer').readBigInt64BE(0)

  return {
    /** Everything by which these words can be found. */
    tokensOf (ownerId: string, words: Iterable<string>): SearchToken[] {
      const tokens = new Set<SearchToken>()
      const begun = new Set<string>()
      for (const word of words) {
        tokens.add(token(ownerId, 'word', word))
        const characters = [...word]
        for (const length of prefixes) {
          const beginning = characters.slice(0, length).join('')
          if (characters.length <= length || begun.has(beginning)) continue
          begun.add(beginning)
          tokens.add(token(ownerId, `prefix${length}`, beginning))
        }
      }
      return [...tokens]
    },

    /** For one sought word: any of these must be there. */
    alternatives (ownerId: string, word: string): SearchToken[] {
      const characters = [...word]
      const length = prefixes.findLast(size => characters.length >= size)
      const whole = token(ownerId, 'word', word)
      return length === undefined ? [whole] : [whole, token(ownerId, `prefix${length}`, characters.slice(0, length).join(''))]
    },
  }
}
export type BlindIndex = ReturnType<typeof createBlindIndex>
