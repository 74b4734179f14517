import type { Dialect } from '../core/dialect.ts'
import { createSseFrames } from './framing.ts'

const neverAsked = (): never => {
  throw new TypeError('this dialect has no streams')
}

/** What a dialect whose answers are always whole has in place of streams. Nobody asks for one: its routes know no `stream`. */
export const unstreamed = {
  streamType: 'text/event-stream',
  createFramer: createSseFrames,
  createStreamReader: neverAsked,
  createStreamWriter: neverAsked,
  createRelay: neverAsked,
} as const satisfies Partial<Dialect>
