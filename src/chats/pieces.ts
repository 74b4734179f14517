import type { LogPiece } from '../core/chats.ts'

/** How far a piece moves the position. */
export const sizeOf = (piece: LogPiece): number => {
  switch (piece.type) {
    case 'text':
    case 'refusal':
    case 'arguments':
      return piece.text.length
    case 'reasoning':
      return piece.text.length + (isProven(piece) ? 1 : 0)
    case 'call':
    case 'extra':
      return 1
  }
}

/** Adds a piece to the end, as part of the last one where both say the same kind of thing. Every cut of the result is the same as before. */
export function append (pieces: LogPiece[], piece: LogPiece): void {
  const last = pieces.at(-1)
  if (last === undefined || !isContinued(last, piece)) pieces.push({ ...piece })
  else if ('text' in last && 'text' in piece) Object.assign(last, piece, { text: last.text + piece.text })
}

/** What comes after a position within pieces that begin at `from`. */
export function cutAfter (pieces: readonly LogPiece[], from: number, after: number): LogPiece[] {
  let start = from
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at]!
    const end = start + sizeOf(piece)
    if (end > after) return start >= after ? pieces.slice(at) : [cutPiece(piece, after - start), ...pieces.slice(at + 1)]
    start = end
  }
  return []
}

const cutPiece = (piece: LogPiece, offset: number): LogPiece => 'text' in piece ? { ...piece, text: piece.text.slice(offset) } : piece

const isProven = (piece: LogPiece): boolean => piece.type === 'reasoning' && (piece.signature !== undefined || piece.redacted !== undefined)

const isContinued = (last: LogPiece, next: LogPiece): boolean => {
  if (last.type !== next.type) return false
  if (last.type === 'arguments' && next.type === 'arguments') return last.index === next.index
  if (last.type === 'reasoning') return !isProven(last)
  return last.type === 'text' || last.type === 'refusal'
}
