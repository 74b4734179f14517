import type { FieldProblem } from '../core/errors.ts'
import type { ModelOverride, Timeouts } from '../core/provider.ts'

const maxOverrides = 1000

/** Finds what a schema cannot say of overrides. Pushes onto `problems`. */
export const checkOverrides = (overrides: Readonly<Record<string, ModelOverride>>, problems: FieldProblem[]): void => {
  const models = Object.keys(overrides)
  if (models.length > maxOverrides) problems.push({ field: 'modelOverrides', message: `must not have more than ${maxOverrides} models` })
  for (const model of models) {
    const field = `modelOverrides.${model}`
    if (model === '' || model.length > 256) problems.push({ field: field.slice(0, 200), message: 'must have a name of 1 to 256 characters' })
    checkTimeouts(overrides[model] ?? {}, `${field}.`, problems)
    const tiers = overrides[model]?.pricing?.tiers ?? []
    if (tiers.some(({ above }, index) => index > 0 && above <= tiers[index - 1]!.above)) {
      problems.push({ field: `${field}.pricing.tiers`, message: 'must be in ascending order of above' })
    }
  }
}

/** A first token that may come after the end is a slip of the pen. Pushes onto `problems`. */
export const checkTimeouts = ({ firstTokenTimeoutMs, totalTimeoutMs }: Timeouts, prefix: string, problems: FieldProblem[]): void => {
  if (firstTokenTimeoutMs !== undefined && totalTimeoutMs !== undefined && firstTokenTimeoutMs > totalTimeoutMs) {
    problems.push({ field: `${prefix}firstTokenTimeoutMs`, message: 'must not be longer than totalTimeoutMs' })
  }
}
