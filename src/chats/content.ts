import type { ChatEvent, Part } from '../core/chat.ts'
import type { LogPiece } from '../core/chats.ts'

/** Reads events as pieces; undefined for what is not output. Only the first choice is kept. */
export function createPieceReader (): (event: ChatEvent) => LogPiece | undefined {
  const ids = new Map<number, string>()
  return event => {
    if (event.type === 'tool-call-start' && isFirst(event)) ids.set(event.index, event.id)
    return pieceOf(event, ids)
  }
}

const pieceOf = (event: ChatEvent, ids: ReadonlyMap<number, string>): LogPiece | undefined => {
  switch (event.type) {
    case 'text-delta':
      return isFirst(event) && event.text !== '' ? { type: 'text', text: event.text } : undefined
    case 'reasoning-delta': {
      const { text, signature, signedBy, redacted } = event
      if (!isFirst(event) || (text === '' && signature === undefined && redacted === undefined)) return undefined
      return { type: 'reasoning', text, ...(signature !== undefined && { signature }), ...(signedBy !== undefined && { signedBy }), ...(redacted !== undefined && { redacted }) }
    }
    case 'refusal-delta':
      return isFirst(event) && event.text !== '' ? { type: 'refusal', text: event.text } : undefined
    case 'tool-call-start': {
      const { index, id, name, signature, signedBy } = event
      return isFirst(event) ? { type: 'call', index, id, name, ...(signature !== undefined && { signature }), ...(signedBy !== undefined && { signedBy }) } : undefined
    }
    case 'tool-call-delta':
      return isFirst(event) && event.json !== '' ? { type: 'arguments', index: event.index, id: ids.get(event.index) ?? '', text: event.json } : undefined
    case 'extra':
      return isFirst(event) ? { type: 'extra', name: event.name, data: event.data } : undefined
    default:
      return undefined
  }
}

const isFirst = ({ choice = 0 }: { choice?: number }): boolean => choice === 0

/** The content of a message that these pieces make, in the order in which they began. */
export function contentOf (pieces: readonly LogPiece[]): Part[] {
  const parts: Part[] = []
  const calls = new Map<number, Extract<Part, { type: 'tool-call' }>>()
  for (const piece of pieces) {
    const last = parts.at(-1)
    switch (piece.type) {
      case 'text':
      case 'refusal':
        if (last?.type === piece.type) last.text += piece.text
        else parts.push({ type: piece.type, text: piece.text })
        break
      case 'reasoning': {
        const { type, ...said } = piece
        if (last?.type === type && last.signature === undefined && last.redacted === undefined) Object.assign(last, said, { text: last.text + said.text })
        else parts.push({ type, ...said })
        break
      }
      case 'call': {
        const { type: _, index, ...call } = piece
        const part = { type: 'tool-call' as const, ...call, arguments: '' }
        calls.set(index, part)
        parts.push(part)
        break
      }
      case 'arguments': {
        const call = calls.get(piece.index)
        if (call !== undefined) call.arguments += piece.text
        break
      }
      case 'extra':
        parts.push({ type: 'extra', name: piece.name, data: piece.data })
    }
  }
  return parts
}
