import type { Directory, Target } from '../core/ports.ts'
import type { Call } from './call.ts'
import type { Plan } from './plan.ts'

/**
 * One model that a call may be put to, and how it stands with it:
 * `fresh` was not looked at yet, `busy` has no place free, `open` and `limited` have a circuit that is,
 * `failed` may be asked again, `out` is not asked any more in this call.
 */
export type Candidate = {
  readonly model: string
  /** The name that the client asked for; with an alias the operator has chosen the model. */
  readonly shown: string
  readonly isAliased: boolean
  readonly systemPrompt: string | undefined
  state: 'fresh' | 'busy' | 'open' | 'limited' | 'failed' | 'out'
  target: Target | undefined
  /** Kept while it may be asked again. */
  plan: Plan | undefined
  failures: number
  /** Whether the receipt says that it was passed over. */
  isSkipped: boolean
  /** When it may be asked again, on the clock of `performance.now()`. */
  readyAt: number
}

/** All that a call may be put to, in order: aliases stand for what they name. */
export function candidatesOf (call: Call, directory: Directory): Candidate[] {
  const affinity = affinityOf(call)
  const candidates: Candidate[] = []
  for (const model of call.models) {
    const alias = directory.alias(model, affinity)
    if (alias === undefined) candidates.push(create(model, model, false, undefined))
    else for (const name of alias.models) candidates.push(create(name, model, true, alias.systemPrompt))
  }
  return candidates
}

const create = (model: string, shown: string, isAliased: boolean, systemPrompt: string | undefined): Candidate =>
  ({ model, shown, isAliased, systemPrompt, state: 'fresh', target: undefined, plan: undefined, failures: 0, isSkipped: false, readyAt: 0 })

/** What calls have in common that should go to the same target, whose prompt cache knows them; the narrowest that is said. */
const affinityOf = ({ attribution, body }: Call): string | undefined => {
  const cacheKey = body['prompt_cache_key']
  return attribution?.chat ?? attribution?.session ?? (typeof cacheKey === 'string' ? cacheKey : undefined) ?? attribution?.user
}
