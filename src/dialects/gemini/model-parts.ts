import type { Part } from '../../core/chat.ts'
import { isObject, parseJson, type Wire } from '../wire.ts'
import { wireNameOf } from './id.ts'
import type { Proof } from './signature.ts'

export type ModelPartsOptions = {
  /** How to say what proves a part to its provider; undefined where it cannot be said. */
  writeSignature(part: Proof): string | undefined
  /** How to say what models do not say of themselves; undefined where it has no place. */
  writeOther?(part: Part, at: number): Wire | undefined
  /** Told of a call whose arguments are no JSON object, by a fault of its model: they go as text. */
  onWrapped?(at: number): void
}

/**
 * Writes what a model said, in the order in which it did. A proof without words, which Gemini gives to its texts, goes
 * back to the text beside it.
 */
export function writeModelParts (parts: readonly Part[], { writeSignature, writeOther, onWrapped }: ModelPartsOptions): Wire[] {
  const written: Wire[] = []
  let waiting: string | undefined

  const flush = (): void => {
    if (waiting !== undefined) written.push({ text: '', thoughtSignature: waiting })
    waiting = undefined
  }
  const writeReasoning = (part: Extract<Part, { type: 'reasoning' }>): void => {
    const signature = writeSignature(part)
    if (part.text !== '' || part.redacted !== undefined) {
      written.push({ text: part.text, thought: true, ...(signature !== undefined && { thoughtSignature: signature }) })
      return
    }
    if (signature === undefined) return
    flush()
    const last = written.at(-1)
    if (isUnsignedText(last)) last['thoughtSignature'] = signature
    else waiting = signature
  }

  for (const [at, part] of parts.entries()) {
    switch (part.type) {
      case 'text':
      case 'refusal':
        if (part.text === '') continue
        written.push({ text: part.text, ...(waiting !== undefined && { thoughtSignature: waiting }) })
        waiting = undefined
        continue
      case 'reasoning':
        if (part.redacted !== undefined && writeSignature(part) === undefined) writeOther?.(part, at)
        else writeReasoning(part)
        continue
      case 'tool-call': {
        flush()
        const signature = writeSignature(part)
        const args = argumentsOf(part.arguments)
        if (args === undefined) onWrapped?.(at)
        written.push({ functionCall: { id: part.id, name: part.name, args: args ?? { arguments: part.arguments } }, ...(signature !== undefined && { thoughtSignature: signature }) })
        continue
      }
      default: {
        const isOwn = part.type === 'extra' && wireNameOf(part.name) !== undefined
        const other = isOwn ? part.data as Wire : writeOther?.(part, at) // it came in as a part of Gemini's
        if (other !== undefined) written.push(other)
      }
    }
  }
  flush()
  return written
}

const isUnsignedText = (part: Wire | undefined): part is Wire =>
  part !== undefined && typeof part['text'] === 'string' && part['thought'] !== true && part['thoughtSignature'] === undefined

/** Gemini's arguments are an object, not the text of one; undefined when they are none. */
const argumentsOf = (json: string): Wire | undefined => {
  const value = json.trim() === '' ? {} : parseJson(json)
  return isObject(value) ? value : undefined
}
