import type { ChatEvent } from '../../core/chat.ts'
import { isObject, parseJson, type Wire } from '../wire.ts'
import { writeProof } from './signature.ts'

type Start = Extract<ChatEvent, { type: 'tool-call-start' }>
type Delta = Extract<ChatEvent, { type: 'tool-call-delta' }>

/** Puts calls together from their pieces, by choice. */
export function createCallHold () {
  const held = new Map<number, Map<number, { start: Start; json: string }>>()

  const take = (choice: number, isDue: (json: string) => boolean): Wire[] => {
    const calls = held.get(choice)
    const taken: Wire[] = []
    for (const [index, { start, json }] of calls ?? []) {
      // None overtakes another.
      if (!isDue(json)) break
      taken.push(writeCall(start, json))
      calls!.delete(index)
    }
    if (calls?.size === 0) held.delete(choice)
    return taken
  }

  return {
    get isEmpty (): boolean {
      return held.size === 0
    },
    begin (start: Start): void {
      const { choice = 0, index } = start
      let calls = held.get(choice)
      if (calls === undefined) held.set(choice, calls = new Map())
      calls.set(index, { start, json: '' })
    },
    add ({ choice = 0, index, json }: Delta): void {
      const call = held.get(choice)?.get(index)
      if (call !== undefined) call.json += json
    },
    /** The calls that can be read already. */
    takeWhole: (choice: number): Wire[] => take(choice, json => isObject(parseJson(json))),
    /** All of them: their choice has ended. */
    takeAll: (choice: number): Wire[] => take(choice, () => true),
  }
}

const writeCall = ({ id, name, ...proof }: Start, json: string): Wire => {
  const args = json.trim() === '' ? {} : parseJson(json)
  const signature = writeProof(proof)
  return { functionCall: { id, name, args: isObject(args) ? args : { arguments: json } }, ...(signature !== undefined && { thoughtSignature: signature }) }
}
