import { asGatewayError, type FieldProblem, GatewayError } from '../core/errors.ts'
import type { AliasRecord, AliasTarget, Target } from '../core/ports.ts'
import { sayVariables, strayVariables } from '../core/prompt.ts'
import type { ReplaceAlias } from '../schemas/alias.ts'
import { weightOf } from './alias-choice.ts'
import { quote } from './suggest.ts'

export type AliasRules = {
  aliases: ReadonlyMap<string, AliasRecord>
  /** Throws when nobody serves the model. */
  resolve(model: string): Target | Promise<Target>
}

/**
 * Refuses what would never work. No alias is the target of another one, whichever is made first: a name has one meaning.
 * Throws `invalid_request` naming every field, or `conflict`.
 */
export async function checkAlias (name: string, { targets, strategy, systemPrompt }: ReplaceAlias, rules: AliasRules): Promise<void> {
  const holder = [...rules.aliases.values()].find(alias => alias.name !== name && alias.targets.some(({ model }) => model === name))
  if (holder !== undefined) throw new GatewayError('conflict', `${quote(name)} is a target of the alias ${holder.name}: name the model with its provider there first.`, { param: 'alias' })
  const messages = await Promise.all(targets.map((target, index) => faultOf(target, name, targets.slice(0, index), rules)))
  const problems = messages.flatMap((message, index): FieldProblem[] => message === undefined ? [] : [{ field: `targets[${index}].model`, message }])
  if (strategy === 'weighted' && targets.every(target => weightOf(target) === 0)) problems.push({ field: 'targets', message: 'need a weight above 0, at least one of them' })
  const [stray] = strayVariables(systemPrompt ?? '')
  if (stray !== undefined) problems.push({ field: 'systemPrompt', message: `names ${stray}, which is none of ${sayVariables()}` })
  const [first] = problems
  if (first === undefined) return
  throw new GatewayError('invalid_request', `${problems.map(({ field, message }) => `${field} ${message}`).join('; ')}.`, { param: first.field, details: problems })
}

const faultOf = async ({ model }: AliasTarget, name: string, before: readonly AliasTarget[], { aliases, resolve }: AliasRules): Promise<string | undefined> => {
  if (model === name) return 'is the alias itself: name the provider too'
  if (aliases.has(model)) return 'is an alias, which cannot be a target'
  if (before.some(target => target.model === model)) return 'is there twice'
  try {
    await resolve(model)
    return undefined
  } catch (thrown) {
    return `cannot be used: ${asGatewayError(thrown).message.replace(/\.$/, '')}`
  }
}
