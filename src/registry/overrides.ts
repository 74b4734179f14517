import type { FieldProblem } from '../core/errors.ts'
import type { ModelOverride } from '../core/provider.ts'

const maxOverrides = 1000

/** Finds what a schema cannot say of overrides. Pushes onto `problems`. */
export const checkOverrides = (overrides: Readonly<Record<string, ModelOverride>>, problems: FieldProblem[]): void => {
  const models = Object.keys(overrides)
  if (models.length > maxOverrides) problems.push({ field: 'modelOverrides', message: `must not have more than ${maxOverrides} models` })
  for (const model of models) {
    const field = `modelOverrides.${model}`
    if (model === '' || model.length > 256) problems.push({ field: field.slice(0, 200), message: 'must have a name of 1 to 256 characters' })
    const tiers = overrides[model]?.pricing?.tiers ?? []
    if (tiers.some(({ above }, index) => index > 0 && above <= tiers[index - 1]!.above)) {
      problems.push({ field: `${field}.pricing.tiers`, message: 'must be in ascending order of above' })
    }
  }
}
