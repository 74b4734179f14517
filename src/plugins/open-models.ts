import { type AskedModel, mayUse } from '../core/model-access.ts'
import type { Principal } from '../core/ports.ts'
import type { ListedModel, Registry } from '../registry/index.ts'

/** What stands behind a name in the list: the model itself, or the targets of an alias that somebody serves. */
const placesOf = async ({ aliases, resolve }: Registry, { id, provider }: ListedModel): Promise<AskedModel[]> => {
  const alias = aliases.all().find(({ name }) => name === id)
  if (alias === undefined) return [{ alias: undefined, provider, model: id.slice(provider.length + 1) }]
  const places = alias.targets.map(async ({ model }): Promise<AskedModel[]> => {
    try {
      const target = await resolve(model)
      return [{ alias: id, provider: target.record.name, model: target.model }]
    } catch {
      // nobody serves it now; the others may be there
      return []
    }
  })
  return (await Promise.all(places)).flat()
}

/** Of these models those that the caller may ask. */
export const openModels = async (registry: Registry, { models: rules }: Principal, listed: readonly ListedModel[]): Promise<ListedModel[]> => {
  if (rules === undefined) return [...listed]
  const isOpen = await Promise.all(listed.map(async model => (await placesOf(registry, model)).some(place => mayUse(rules, place))))
  return listed.filter((_, index) => isOpen[index])
}
