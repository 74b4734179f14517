import { GatewayError } from '../core/errors.ts'
import type { Directory } from '../core/ports.ts'
import type { Call } from '../gateway/index.ts'

/** How a request may use kept answers. `maxAgeMs`: how old one may be. */
export type CachePolicy = { ttlMs: number; mayRead: boolean; mayKeep: boolean; onlyKept: boolean; maxAgeMs: number }

export type CacheRules = {
  directory: Pick<Directory, 'alias'>
  /** For every deterministic request; 0: only where a request or an alias asks for it. */
  serverTtlMs: number
}

/** What a request that only says `on` gets. */
const usualTtlMs = 300_000
const maxTtlSeconds = 30 * 86_400

/** Undefined for a request that has nothing to do with kept answers, which is most of them. Throws `invalid_request`. */
export const cachePolicyOf = (call: Call, { directory, serverTtlMs }: CacheRules): CachePolicy | undefined => {
  const wanted = call.headers['x-parlance-cache']
  if (wanted === undefined && serverTtlMs === 0 && directory.alias(call.models[0]!)?.cacheTtlMs === undefined) return undefined
  const ttlMs = wanted === undefined ? impliedTtl(call, { directory, serverTtlMs }) : readTtl(String(wanted), serverTtlMs)
  if (ttlMs === undefined) return undefined
  const said = readCacheControl(call.headers['cache-control'])
  return {
    ttlMs,
    mayRead: !said.has('no-cache') && !said.has('no-store'),
    mayKeep: !said.has('no-store'),
    onlyKept: said.has('only-if-cached'),
    maxAgeMs: said.has('max-age') ? Number(said.get('max-age')) * 1000 : Infinity,
  }
}

/** Nobody asked by name: then only what would be answered the same again. */
const impliedTtl = ({ models, body, door }: Call, { directory, serverTtlMs }: CacheRules): number | undefined => {
  const ttlMs = directory.alias(models[0]!)?.cacheTtlMs ?? serverTtlMs
  const isDeterministic = door.operation === 'embeddings' || body['temperature'] === 0
  return ttlMs > 0 && isDeterministic ? ttlMs : undefined
}

/** `on`, `off` or seconds. */
const readTtl = (wanted: string, serverTtlMs: number): number | undefined => {
  if (wanted === 'off') return undefined
  if (wanted === 'on') return serverTtlMs || usualTtlMs
  const seconds = Number(wanted)
  if (/^\d+$/.test(wanted) && seconds >= 1 && seconds <= maxTtlSeconds) return seconds * 1000
  throw new GatewayError('invalid_request', `The header x-parlance-cache takes on, off or seconds from 1 to ${maxTtlSeconds}.`, { param: 'x-parlance-cache' })
}

const readCacheControl = (header: string | string[] | undefined): ReadonlyMap<string, string> => {
  const directives = header === undefined ? [] : String(header).toLowerCase().split(',')
  return new Map(directives.map(directive => directive.split('=').map(text => text.trim()) as [string, string])) // a directive without a value is only asked for by name
}
