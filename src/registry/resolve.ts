import { GatewayError } from '../core/errors.ts'
import type { ProviderRecord, Target } from '../core/ports.ts'
import type { Provider } from '../core/provider.ts'
import type { Catalog } from './catalog.ts'
import type { Discovery } from './discovery.ts'
import type { Records } from './records.ts'
import { joinWithOr, quote, suggest } from './suggest.ts'

export type ResolverOptions = { records: Records; plugins: ReadonlyMap<string, Provider>; discovery: Discovery; catalog: Catalog; aliasNames(): readonly string[] }

/** Clients choose the names, so memory of them is bounded in number and in length. */
const maxTargets = 2000
const maxLength = 300

const notFound = (message: string): GatewayError => new GatewayError('model_not_found', message, { param: 'model' })

/** Finds who serves a model. A model that was found before costs one lookup and no memory. */
export const createResolver = ({ records, plugins, discovery, catalog, aliasNames }: ResolverOptions) => {
  const targets = new Map<string, Target>()

  const remember = (name: string, target: Target): Target => {
    if (name.length > maxLength) return target
    const oldest = targets.size < maxTargets ? undefined : targets.keys().next().value
    if (oldest !== undefined) targets.delete(oldest)
    targets.set(name, target)
    return target
  }

  const describeOffer = (record: ProviderRecord): string => {
    const ids = catalog.idsOf(record)
    const some = ids.slice(0, 5).join(', ')
    return ids.length === 0 ? '' : ` It serves ${some}${ids.length > 5 ? ' and others' : ''}.`
  }

  /** `<provider name>/<model>`. What discovery does not list is sent all the same; an allow-list is obeyed. */
  const findNamed = (record: ProviderRecord, model: string): Target => {
    const plugin = plugins.get(record.kind)
    if (!record.isEnabled) throw notFound(`The provider ${record.name} is disabled.`)
    if (plugin === undefined) throw notFound(`The provider ${record.name} is of the kind ${record.kind}, which is not installed.`)
    if (record.models?.includes(model) ?? model !== '') return { record, plugin, model }
    throw notFound(`The provider ${record.name} does not serve ${quote(model)}.${describeOffer(record)}`)
  }

  const findLister = (model: string): Target | undefined => {
    const listers = catalog.usable().filter(record => catalog.doesList(record, model))
    const [record] = listers
    if (record === undefined) return undefined
    if (listers.length > 1) throw notFound(`Several providers serve ${quote(model)}. Say which: ${joinWithOr(listers.map(({ name }) => `${name}/${model}`))}.`)
    return findNamed(record, model)
  }

  const failBare = (model: string): never => {
    const near = suggest(model, [...catalog.ids(), ...aliasNames()])
    throw notFound(`No provider serves the model ${quote(model)}. ${near.length > 0 ? `Is ${joinWithOr(near)} meant?` : 'Models are named <provider>/<model>; GET /api/v1/models lists them.'}`)
  }

  const askAndFind = async (model: string, due: ProviderRecord[]): Promise<Target> => {
    await Promise.all(due.map(record => discovery.catchUp(record)))
    const target = findLister(model)
    return target ? remember(model, target) : failBare(model)
  }

  /** A bare name is unambiguous only when every list has been seen. */
  const findBare = (model: string): Target | Promise<Target> => {
    const open = catalog.usable().filter(record => record.models === undefined)
    const missing = open.filter(record => discovery.isMissing(record))
    if (missing.length > 0) return askAndFind(model, missing)
    const target = findLister(model)
    const stale = open.filter(record => !discovery.isFresh(record))
    if (target === undefined) return stale.length > 0 ? askAndFind(model, stale) : failBare(model)
    for (const record of stale) discovery.revalidate(record)
    return remember(model, target)
  }

  const find = (name: string): Target | Promise<Target> => {
    const slash = name.indexOf('/')
    const record = slash === -1 ? undefined : records.byName(name.slice(0, slash))
    return record ? remember(name, findNamed(record, name.slice(slash + 1))) : findBare(name)
  }

  return {
    resolve: (name: string): Target | Promise<Target> => targets.get(name) ?? find(name),
    /** To be called when a provider or its list of models has changed. */
    clear: () => targets.clear(),
  }
}
