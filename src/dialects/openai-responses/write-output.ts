import type { Part, Signed } from '../../core/chat.ts'
import { isObject, list, type Wire } from '../wire.ts'
import { dialectId, wireTypeOf } from './id.ts'
import { callItem, itemId, messageItem, reasoningItem, refusalPart, type Status, textPart } from './items.ts'
import { type Seal, writeSeal } from './seal.ts'

/**
 * Writes the parts of an answer as items, in their order: texts that stand together are one message. What belongs to
 * another dialect is left out. `last` is the status of the item that was cut off, when one was.
 */
export function writeOutput (parts: readonly Part[], responseId: string, last: Status, logprobs: object[]): Wire[] {
  const items: Wire[] = []
  let said: Wire[] | undefined
  /** Log probabilities are known of the answer as a whole: they stand beside its first text. */
  const spoken = parts.find(part => part.type === 'text')
  const push = (prefix: Parameters<typeof itemId>[0], create: (id: string) => Wire): void => { items.push(create(itemId(prefix, responseId, items.length))) }
  const say = (part: Wire, phase?: unknown): void => {
    if (said === undefined || phase !== undefined) {
      const content: Wire[] = said = []
      push('msg', id => messageItem(id, 'completed', content, phase))
    }
    said.push(part)
  }
  for (const part of parts) {
    switch (part.type) {
      case 'text': {
        const extra: Wire = isObject(part.extra) ? part.extra : {}
        say(textPart(part.text, part === spoken ? logprobs : [], list(extra['annotations']).filter(isAnnotation)), extra['phase'])
        continue
      }
      case 'refusal':
        say(refusalPart(part.text))
        continue
      case 'reasoning':
        push('rs', id => reasoningItem(id, part.text, writeSeal(part)))
        break
      case 'tool-call': {
        const proof = proofOfCall(part)
        if (proof !== undefined) push('rs', id => reasoningItem(id, '', writeSeal(proof)))
        push('fc', id => callItem(id, 'completed', part))
        break
      }
      case 'extra':
        if (wireTypeOf(part.name) === undefined || !isObject(part.data)) continue
        items.push(part.data)
    }
    said = undefined
  }
  const end = items.at(-1)
  if (end?.['status'] !== undefined && last === 'incomplete') end['status'] = last
  return items
}

const annotations = new Set(['url_citation', 'file_citation', 'container_file_citation', 'file_path'])

/** Annotations of this dialect stand flat; others' are not read by strict clients. */
const isAnnotation = (annotation: any): boolean => annotations.has(annotation?.type) && annotation[annotation.type] === undefined

/** A signature of the call itself, for an item before it: clients know no such field, but they send items back as they came. */
export const proofOfCall = ({ signature, signedBy }: Signed): Seal | undefined =>
  signature === undefined || signedBy === dialectId ? undefined : { signature, ...(signedBy !== undefined && { signedBy }), isCall: true }
