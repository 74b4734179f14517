import { isIP } from 'node:net'

/** What is looked up: a model as a provider of this kind at this address calls it. */
export type PriceQuery = { kind: string; baseUrl: string; model: string }

/** Whose price list holds at a host, by the end of its name. Null: bills by contract and region, so that no list holds. */
const hosts: Readonly<Record<string, string | null>> = {
  'anthropic.com': 'anthropic',
  'cerebras.ai': 'cerebras',
  'cohere.ai': 'cohere',
  'cohere.com': 'cohere',
  'deepseek.com': 'deepseek',
  'fireworks.ai': 'fireworks',
  'googleapis.com': 'google',
  'groq.com': 'groq',
  'minimax.io': 'minimax',
  'mistral.ai': 'mistral',
  'moonshot.ai': 'moonshotai',
  'novita.ai': 'novita',
  'openai.com': 'openai',
  'openrouter.ai': 'openrouter',
  'perplexity.ai': 'perplexity',
  'together.ai': 'together',
  'together.xyz': 'together',
  'x.ai': 'x-ai',
  'z.ai': 'zai',
  'amazonaws.com': null,
  'azure.com': null,
}

/** Kinds that speak to one service. Another public address is taken for a proxy in front of it. */
const kinds: Readonly<Record<string, string>> = { openai: 'openai', anthropic: 'anthropic', gemini: 'google', mistral: 'mistral' }

const router = 'router.huggingface.co'
/** Providers behind Hugging Face's router, as the router names them. */
const routed = ['cerebras', 'fireworks-ai', 'groq', 'hyperbolic', 'nebius', 'novita', 'nscale', 'ovhcloud', 'publicai', 'sambanova', 'together']
const routedList = (provider: string): string => `huggingface_${provider}`

/** Every price list that is ever looked at, by its name in the catalogue. */
export const listNames: readonly string[] =
  [...new Set([...Object.values(hosts).filter(name => name !== null), ...Object.values(kinds), ...routed.map(routedList)])].sort()

/** The price list that holds for a query, and the model's name in it; undefined where none does, as for models of one's own. */
export function findService ({ kind, baseUrl, model }: PriceQuery): { list: string; model: string } | undefined {
  const url = URL.parse(baseUrl)
  if (url === null) return undefined
  if (url.hostname === router) return findRouted(url, model)
  const known = listAt(url.hostname)
  const list = known === undefined && isPublic(url.hostname) && Object.hasOwn(kinds, kind) ? kinds[kind] : known
  return list ? { list, model } : undefined
}

/** `model:provider`, or `/<provider>/` at the start of the path. Otherwise the router chooses, and the price with it. */
function findRouted ({ pathname }: URL, model: string): { list: string; model: string } | undefined {
  const colon = model.lastIndexOf(':')
  const suffix = colon === -1 ? '' : model.slice(colon + 1)
  if (routed.includes(suffix)) return { list: routedList(suffix), model: model.slice(0, colon) }
  const folder = pathname.split('/')[1]!
  return routed.includes(folder) ? { list: routedList(folder), model } : undefined
}

function listAt (host: string): string | null | undefined {
  for (let name = host; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    if (Object.hasOwn(hosts, name)) return hosts[name]
  }
  return undefined
}

/** Names of private networks, and those that are no names at all (RFC 2606, RFC 6762). */
const isPublic = (host: string): boolean =>
  host.includes('.') && isIP(host) === 0 && !/\.(?:local|localhost|internal|intranet|lan|home|corp|private|arpa|test|invalid|example)$/.test(host)
