import type { Part } from '../../core/chat.ts'
import { isObject, text, type Wire } from '../wire.ts'
import { camel } from './field-names.ts'
import { extraName } from './id.ts'
import { kindOf } from './part-kind.ts'
import { readProof, type Proof } from './signature.ts'

/**
 * Reads what a model said. A signature on a text becomes a thought without words that stands behind it; thoughts that
 * came in pieces become one, up to the piece that is signed. `createCallId`: for the call at this place, when it has none.
 */
export function readModelParts (parts: readonly unknown[], createCallId: (place: number) => string): Part[] {
  const read: Part[] = []
  let isThinking = false

  const think = (words: string, proof: Proof): void => {
    const isProven = Object.keys(proof).length > 0
    if (words === '' && !isProven) return
    const last = read.at(-1)
    if (isThinking && last?.type === 'reasoning' && proof.redacted === undefined) read[read.length - 1] = { ...last, ...proof, text: last.text + words }
    else read.push({ type: 'reasoning', text: words, ...proof })
    isThinking = !isProven
  }

  for (const [at, wire] of parts.entries()) {
    const part = camel(wire)
    const proof = readProof(part['thoughtSignature'])
    const words = part['text']
    if (typeof words === 'string' && part['thought'] === true) {
      think(words, proof)
      continue
    }
    isThinking = false
    if (isObject(part['functionCall'])) read.push({ ...readCall(camel(part['functionCall']), () => createCallId(at)), ...proof })
    else if (typeof words === 'string') {
      if (words !== '') read.push({ type: 'text', text: words })
      if (Object.keys(proof).length > 0) read.push({ type: 'reasoning', text: '', ...proof })
    } else if (Object.keys(part).length > 0) read.push({ type: 'extra', name: extraName(kindOf(part)), data: wire })
  }
  return read
}

/** Older models give their calls no ids, and a call without arguments has none at all. */
const readCall = ({ id, name, args }: Wire, createId: () => string): Extract<Part, { type: 'tool-call' }> =>
  ({ type: 'tool-call', id: text(id) ?? createId(), name: text(name) ?? '', arguments: JSON.stringify(isObject(args) ? args : {}) })
