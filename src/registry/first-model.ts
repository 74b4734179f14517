import { GatewayError } from '../core/errors.ts'
import type { Catalog } from './catalog.ts'
import type { Records } from './records.ts'
import { quote } from './suggest.ts'

const notFound = (message: string): GatewayError => new GatewayError('model_not_found', message, { param: 'provider' })

/** Picks the model of who names a provider and nothing else: the first in its list that can chat. Throws `model_not_found` with param `provider`. */
export const createFirstModel = ({ records, catalog }: { records: Records; catalog: Catalog }) => async (provider: string): Promise<string> => {
  const record = records.byName(provider)
  if (record === undefined) throw notFound(`There is no provider ${quote(provider)}.`)
  if (!record.isEnabled) throw notFound(`The provider ${record.name} is disabled.`)
  const models = await catalog.listOf(record)
  const first = models.find(({ capabilities }) => !capabilities?.includes('embeddings'))
  if (first === undefined) throw notFound(`The provider ${record.name} lists no model that can chat: name one as \`model\`.`)
  return first.id
}
