import type { AliasChoice, AliasRecord } from '../core/ports.ts'
import { rank } from './rank.ts'

/** Says in which order the targets of an alias are tried this time: the same for the same `affinity`. */
export type Chooser = (affinity?: string) => AliasChoice

/** Every order that a draw may give is made at once: it is asked on every request. */
export function createChooser ({ targets, strategy, systemPrompt, cacheTtlMs }: AliasRecord, random: () => number): Chooser {
  const toChoice = (ordered: AliasRecord['targets']): AliasChoice => ({ models: ordered.map(({ model }) => model), systemPrompt, cacheTtlMs })
  if (strategy === 'ordered') {
    const only = toChoice(targets)
    return () => only
  }
  const heaviestFirst = targets.toSorted((left, right) => weightOf(right) - weightOf(left))
  const choices = heaviestFirst.map(drawn => ({ weight: weightOf(drawn), choice: toChoice([drawn, ...heaviestFirst.filter(target => target !== drawn)]) }))
  const total = choices.reduce((sum, { weight }) => sum + weight, 0)
  const rankFor = rank(heaviestFirst.map(({ model, weight = 1 }) => ({ name: model, weight })))
  return affinity => {
    if (affinity !== undefined) return { models: rankFor(affinity), systemPrompt, cacheTtlMs }
    let left = random() * total
    for (const { weight, choice } of choices) {
      left -= weight
      if (left < 0) return choice
    }
    return choices[0]!.choice // what rounding has left over
  }
}

/** How often a target is drawn, compared with the others. */
export const weightOf = ({ weight = 1 }: AliasRecord['targets'][number]): number => weight
