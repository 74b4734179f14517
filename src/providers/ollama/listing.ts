import type { Capability, FetchJson, ModelInfo } from '../../core/provider.ts'
import { readEntries, type Entry } from '../model-listing.ts'

/** What a model can do is asked for one by one; beyond so many models the names have to do. */
const maxDetailed = 32
const atOnce = 4

/** Lists the installed models. Those that only embed are left out where Ollama says so. https://docs.ollama.com/api/tags */
export async function listModels (root: string, headers: Record<string, string>, fetchJson: FetchJson): Promise<ModelInfo[]> {
  const entries = readEntries(await fetchJson(root + '/api/tags', { headers })).filter(entry => nameOf(entry) !== undefined)
  const details: Entry[] = []
  if (entries.length <= maxDetailed) {
    for (let at = 0; at < entries.length; at += atOnce) {
      details.push(...await Promise.all(entries.slice(at, at + atOnce).map(entry => ask(entry, root, headers, fetchJson))))
    }
  }
  return entries.flatMap((entry, index) => readModel({ ...entry, ...details[index] }))
}

const nameOf = ({ model, name }: Entry): string | undefined => [model, name].find(value => typeof value === 'string')

/** https://docs.ollama.com/api/show. A model that cannot be shown is still a model. */
const ask = async (entry: Entry, root: string, headers: Record<string, string>, fetchJson: FetchJson): Promise<Entry> => {
  try {
    const { capabilities, model_info: info } = await fetchJson(root + '/api/show', { method: 'POST', headers, body: { model: nameOf(entry) } }) as Entry // wire JSON
    return { capabilities, info }
  } catch {
    return {}
  }
}

function readModel (entry: Entry): ModelInfo[] {
  const { capabilities, info, details, modified_at: modifiedAt } = entry
  const known = Array.isArray(capabilities) ? capabilities : undefined
  if (known !== undefined && !known.includes('completion')) return []
  const contextWindow = info?.[`${info?.['general.architecture']}.context_length`]
  const modified = Date.parse(modifiedAt)
  return [{
    id: nameOf(entry) ?? '',
    ...(typeof details?.family === 'string' && details.family !== '' && { ownedBy: details.family }),
    ...(modified > 0 && { created: Math.floor(modified / 1000) }),
    ...(contextWindow > 0 && { contextWindow }),
    ...(known !== undefined && { capabilities: readCapabilities(known) }),
  }]
}

/** Every model can be held to a JSON schema: Ollama constrains the sampling itself. */
const readCapabilities = (known: readonly unknown[]): Capability[] => [
  'streaming',
  ...(known.includes('tools') ? ['tools'] as const : []),
  ...(known.includes('vision') ? ['vision'] as const : []),
  'json',
  ...(known.includes('thinking') ? ['reasoning'] as const : []),
]
