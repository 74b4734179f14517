import type { Wire } from '../wire.ts'

export type EventWriter = ReturnType<typeof createEventWriter>

/** Writes events, numbered in their order from `next` on. */
export function createEventWriter (next = 0) {
  return {
    write: (type: string, fields: Wire): string => `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: next++, ...fields })}\n\n`,
    /** For the events of which there is one a token: they are glued, and only the delta is stringified. `tail` is the inside of a JSON object. */
    createDelta (type: string, place: Wire, tail = ''): (delta: string) => string {
      const head = `event: ${type}\ndata: {"type":"${type}","sequence_number":`
      const rest = `,${JSON.stringify(place).slice(1, -1)},"delta":`
      const end = `${tail}}\n\n`
      return delta => head + next++ + rest + JSON.stringify(delta) + end
    },
  }
}
