import type { Model } from '@parlance/client'

/** A model as it can be chosen. `reason`: why it cannot be. */
export type Choice = { id: string; name: string; model: Model | undefined; reason?: 'gone' | 'down' | undefined }
export type Group = { name: 'recent' | 'favourites' | 'all' | string; isProvider: boolean; choices: Choice[] }

export type Sources = { models: readonly Model[]; favourites: readonly string[]; recent: readonly string[]; /** Providers that do not answer. */ down: ReadonlySet<string>; search: string }

/** A list that is read at a glance needs no groups. */
const flatUpTo = 12

/** What can be chosen, in the order in which it is shown. */
export const groupModels = ({ models, favourites, recent, down, search }: Sources): Group[] => {
  const askable = models.filter(({ capabilities }) => !capabilities.includes('embeddings') || capabilities.length > 1)
  const byId = new Map(askable.map(model => [model.id, model]))
  const choiceOf = (id: string): Choice => {
    const model = byId.get(id)
    const reason = model === undefined ? 'gone' : down.has(model.provider) ? 'down' : undefined
    return { id, name: model?.display_name ?? id, model, reason }
  }
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length > 0) {
    const found = askable.filter(({ id, display_name: name, provider }) => words.every(word => `${id} ${name} ${provider}`.toLowerCase().includes(word)))
    return found.length === 0 ? [] : [{ name: 'all', isProvider: false, choices: found.map(({ id }) => choiceOf(id)) }]
  }
  const groups: Group[] = []
  if (favourites.length > 0) groups.push({ name: 'favourites', isProvider: false, choices: favourites.map(choiceOf) })
  if (askable.length <= flatUpTo) return [...groups, { name: 'all', isProvider: false, choices: askable.map(({ id }) => choiceOf(id)) }]
  const known = recent.filter(id => byId.has(id)).slice(0, 5)
  if (known.length > 0) groups.unshift({ name: 'recent', isProvider: false, choices: known.map(choiceOf) })
  const providers = Map.groupBy(askable, ({ provider }) => provider)
  return [...groups, ...[...providers].map(([name, models]) => ({ name, isProvider: true, choices: models.map(({ id }) => choiceOf(id)) }))]
}
