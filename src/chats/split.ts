import type { LogPiece } from '../core/chats.ts'

/**
 * In UTF-16 units, which JSON writes in six bytes at the most. Readers that come back get all that was said meanwhile at
 * once; on a bad network only what is short arrives whole.
 */
const longest = 2_000

/** The same pieces, none of them too long for one event. What proves thinking stays with its end. */
export function * split (pieces: Iterable<LogPiece>): Iterable<LogPiece> {
  for (const piece of pieces) {
    if (!('text' in piece) || piece.text.length <= longest) {
      yield piece
      continue
    }
    const { signature: _, redacted: __, ...bare } = { signature: undefined, redacted: undefined, ...piece }
    let from = 0
    while (piece.text.length - from > longest) {
      const to = from + longest - (isSplitPair(piece.text, from + longest) ? 1 : 0)
      yield { ...bare, text: piece.text.slice(from, to) }
      from = to
    }
    yield { ...piece, text: piece.text.slice(from) }
  }
}

/** Whether a cut there would leave half a character on either side. */
const isSplitPair = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00
