import type { Part, Signed } from '../../core/chat.ts'
import { syntheticCallId } from '../call-id.ts'
import { isObject, jsonText, list, others, text, type Wire } from '../wire.ts'
import { readContent } from './content.ts'
import { extraName } from './id.ts'
import { readSeal } from './seal.ts'

const callFields = new Set(['type', 'id', 'call_id', 'name', 'arguments', 'status'])

/** The assistant's parts in an item, of a request or of an answer. Items without a part of their own travel as `extra`, whole. */
export function createItemReader () {
  /** Signs the call that stands next: the door tells Gemini's signature in an item of its own. */
  let callSignature: Signed | undefined

  const readCall = (item: Wire, signature: Signed | undefined): Part => {
    const extra = others(item, callFields)
    return {
      type: 'tool-call',
      id: text(item['call_id']) ?? text(item['id']) ?? syntheticCallId(),
      name: text(item['name']) ?? '',
      arguments: jsonText(item['arguments']),
      ...signature,
      ...(extra !== undefined && { extra }),
    }
  }

  const readReasoning = (item: Wire): Part[] => {
    const words = textOfReasoning(item)
    const { isCall, ...proof } = text(item['encrypted_content']) === undefined ? {} : readSeal(item['encrypted_content'], words !== '')
    if (isCall) {
      callSignature = proof
      return []
    }
    return words === '' && Object.keys(proof).length === 0 ? [] : [{ type: 'reasoning', text: words, ...proof }]
  }

  return {
    /** `path` names the item in errors. */
    read (item: Wire, path: string): Part[] {
      const signature = callSignature
      callSignature = undefined
      switch (item['type']) {
        case 'message':
          return withPhase(readContent(item['content'], `${path}.content`), text(item['phase']))
        case 'reasoning':
          return readReasoning(item)
        case 'function_call':
          return [readCall(item, signature)]
        default:
          return [{ type: 'extra', name: extraName(item['type']), data: item }]
      }
    },
  }
}

/** Reasoning as it may be shown: the summary, or where a model is open about it, the thought itself. */
export const textOfReasoning = ({ summary, content }: Wire): string =>
  list(summary).map(part => text(part?.text) ?? '').join('\n\n') || list(content).map(part => text(part?.text) ?? '').join('')

/** Whether a message is commentary or the final answer belongs to its text: OpenAI wants it back. */
const withPhase = (parts: Part[], phase: string | undefined): Part[] => {
  const first = parts.find(part => part.type === 'text')
  if (phase !== undefined && first !== undefined) first.extra = { ...(isObject(first.extra) ? first.extra : undefined), phase }
  return parts
}
