import { syntheticCallId } from '../call-id.ts'
import { jsonText, parseJson, text, type Wire } from '../wire.ts'

/** A tool call as its deltas come in. `index` is its place among the calls of its choice. */
export type TrackedCall = { readonly index: number; readonly id: string; name: string; json: string }

/**
 * Tells which call a delta belongs to, whatever its server makes of `index`: OpenAI counts from 0, others from 1, leave it
 * out, or give every whole call the same one. Returns the call, and whether this delta begins it.
 */
export function createCallTracker () {
  const calls: TrackedCall[] = []
  const byWireIndex = new Map<number, TrackedCall>()

  const find = (wireIndex: number | undefined, id: string | undefined, name: string | undefined): TrackedCall | undefined => {
    const known = wireIndex === undefined
      ? id === undefined ? calls.at(-1) : calls.find(call => call.id === id)
      : byWireIndex.get(wireIndex)
    if (known === undefined || name === undefined || known.name === '') return known
    // A name that comes again with another id is another call; some servers give each delta of one call a new id, without a name.
    if (id !== undefined && id !== known.id) return undefined
    return id === undefined && isWhole(known.json) ? undefined : known
  }

  return {
    calls: calls as readonly TrackedCall[],
    track (delta: Wire): { call: TrackedCall; isNew: boolean } {
      const wireIndex = typeof delta['index'] === 'number' ? delta['index'] : undefined
      const id = text(delta['id'])
      const name = text(delta['function']?.name)
      let call = find(wireIndex, id, name)
      const isNew = call === undefined
      if (call === undefined) {
        call = { index: calls.length, id: id ?? syntheticCallId(), name: name ?? '', json: '' }
        calls.push(call)
        if (wireIndex !== undefined) byWireIndex.set(wireIndex, call)
      } else if (call.name === '' && name !== undefined) call.name = name
      call.json += jsonText(delta['function']?.arguments)
      return { call, isNew }
    },
  }
}

export type CallTracker = ReturnType<typeof createCallTracker>

const isWhole = (json: string): boolean => json.endsWith('}') && parseJson(json) !== undefined
