import type { ChatEvent } from '../../core/chat.ts'
import type { Wire } from '../wire.ts'

/** What every chunk has, and padding that is there to be ignored (OpenAI's `obfuscation`, Mistral's `p`). */
const knownFields = new Set(['id', 'object', 'created', 'model', 'choices', 'usage', 'error', 'obfuscation', 'p'])

/**
 * Finds the fields of a chunk, a choice or a delta that have no place of their own: `system_fingerprint`, `citations`,
 * `timings`. Most stand on every chunk with the same value, which is told once; in a delta an object is always news.
 */
export class ExtrasReader {
  readonly #told = new Map<string, unknown>()
  readonly #known: ReadonlySet<string>
  readonly #prefix: string

  constructor (prefix: '' | 'choice.' | 'delta.' = '', known: ReadonlySet<string> = knownFields) {
    this.#prefix = prefix
    this.#known = known
  }

  read (fields: Wire, events: ChatEvent[], mark?: { choice?: number }): void {
    for (const field in fields) {
      if (this.#known.has(field)) continue
      const data = fields[field]
      if (data === null || data === undefined || data === '') continue
      if (this.#prefix !== 'delta.' || typeof data !== 'object') {
        const seen = typeof data === 'object' ? JSON.stringify(data) : data
        if (this.#told.get(field) === seen) continue
        this.#told.set(field, seen)
      }
      events.push({ type: 'extra', name: this.#prefix + field, data, ...mark })
    }
  }
}

const scopes = ['top', 'choice', 'delta'] as const
type Scope = typeof scopes[number]

/**
 * Carries extras to the client on the next chunk that is written. `choice.…` and `delta.…` go where their names say, all
 * else on top. A chunk of their own would have to have empty `choices`, on which hand-written clients trip.
 */
export function createExtrasCarrier () {
  let loaded: Partial<Record<Scope, Record<string, unknown>>> | undefined
  let owner = 0

  return {
    get isLoaded (): boolean {
      return loaded !== undefined
    },
    /** The choice whose chunk will take what is loaded. */
    get choice (): number {
      return owner
    },
    /** Whether what is loaded must leave before this one comes on. */
    isFull (name: string, choice: number): boolean {
      return loaded !== undefined && (choice !== owner || this.carries(name, choice))
    },
    carries (name: string, choice: number): boolean {
      const [scope, field] = placeOf(name)
      return choice === owner && loaded?.[scope] !== undefined && Object.hasOwn(loaded[scope], field)
    },
    load (name: string, data: unknown, choice: number): void {
      const [scope, field] = placeOf(name)
      loaded ??= {}
      owner = choice
      loaded[scope] = { ...loaded[scope], [field]: data }
    },
    /** The insides of JSON objects; those for the choice and the top begin with a comma. Empty for another choice's chunk. */
    unload (choice: number): Record<Scope, string> {
      const load = { top: '', choice: '', delta: '' }
      if (choice !== owner || loaded === undefined) return load
      for (const scope of scopes) {
        if (loaded[scope] !== undefined) load[scope] = (scope === 'delta' ? '' : ',') + JSON.stringify(loaded[scope]).slice(1, -1)
      }
      loaded = undefined
      return load
    },
  }
}

const placeOf = (name: string): [Scope, string] => {
  if (name.startsWith('choice.')) return ['choice', name.slice(7)]
  if (name.startsWith('delta.')) return ['delta', name.slice(6)]
  return ['top', knownFields.has(name) ? `x_${name}` : name]
}
