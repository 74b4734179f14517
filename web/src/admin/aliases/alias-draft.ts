import type { Alias, ReplaceAlias } from '@parlance/client'

/** `id` tells rows apart while they move. */
export type TargetDraft = { id: number; model: string; weight: string }
export type AliasDraft = { name: string; description: string; strategy: Alias['strategy']; targets: readonly TargetDraft[]; systemPrompt: string }

export const draftAlias = (alias: Alias | undefined): AliasDraft => ({
  name: alias?.name ?? '',
  description: alias?.description ?? '',
  strategy: alias?.strategy ?? 'ordered',
  targets: alias?.targets.map(({ model, weight = 1 }, id) => ({ id, model, weight: String(weight) })) ?? [{ id: 0, model: '', weight: '1' }],
  systemPrompt: alias?.systemPrompt ?? '',
})

export const isName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/.test(name)
export const isWeight = (weight: string): boolean => weight.trim() !== '' && Number(weight.replace(',', '.')) >= 0

export const hasProblems = ({ name, targets, strategy }: AliasDraft): boolean =>
  !isName(name) || targets.some(({ model, weight }) => model.trim() === '' || (strategy === 'weighted' && !isWeight(weight)))

/** Weights are kept when the order decides, for when they do again. */
export const readAlias = ({ strategy, targets, systemPrompt, description }: AliasDraft): ReplaceAlias => ({
  strategy,
  targets: targets.map(({ model, weight }) => {
    const value = Number(weight.replace(',', '.'))
    return { model: model.trim(), ...isWeight(weight) && value !== 1 && { weight: value } }
  }),
  systemPrompt: systemPrompt.trim() === '' ? null : systemPrompt,
  description: description.trim() === '' ? null : description.trim(),
})

/** The list with one of its items at another place; the same list when there is no such place. */
export function move<T> (list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from]
  if (item === undefined || to < 0 || to >= list.length || from === to) return list
  const rest = list.toSpliced(from, 1)
  return rest.toSpliced(to, 0, item)
}
