import { createHash } from 'node:crypto'
import type { Call } from '../gateway/index.ts'

const nul = '\0'

/** Of a request's bytes. To be taken before it is carried out: on the way the bytes may be used up. */
export const hashOf = (call: Call): string => createHash('sha256').update(call.raw).digest('base64url')

/**
 * The name under which an identical request finds the answer. `owner` keeps those of different callers apart, and with them
 * the answers of models that one of them may not ask.
 */
export const cacheNameOf = (call: Call, owner: string): string => {
  const { door, headers, isStrict } = call
  const heard = (door.forwardedHeaders ?? []).map(name => `${name}: ${String(headers[name] ?? '')}`)
  return 'cache-' + createHash('sha256').update([owner, call.route, door.id, call.models.join(' '), isStrict, ...heard, ''].join(nul)).update(call.raw).digest('base64url')
}

/** The name of a request that its client has given a key, so that it is not carried out twice. */
export const repeatNameOf = (call: Call, key: string): string =>
  'once-' + createHash('sha256').update([call.caller?.id ?? '', call.route, key].join(nul)).digest('base64url')
