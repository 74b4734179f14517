import { GatewayError } from '../core/errors.ts'
import type { PostEvent } from '../core/webhooks.ts'
import { readTransportError } from './errors.ts'
import { assertLiteral, type Pools } from './pools.ts'

/** More of an answer than this is not read: the connection is closed instead of kept. */
const maxBytes = 64 * 1024

/** Posts to an address that somebody chose. Redirects are not followed: they are the answer. */
export const createPost = (pools: Pools): PostEvent => async ({ url, headers, body, allowsPrivate, timeoutMs, signal }) => {
  const deadline = AbortSignal.timeout(timeoutMs)
  const parsed = new URL(url)
  try {
    const response = await pools.get(parsed, { allowsPrivate }).request({
      path: parsed.pathname + parsed.search,
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.any([deadline, signal]),
    })
    await response.body.dump({ limit: maxBytes, signal: deadline })
    const retryAfter = response.headers['retry-after']
    return { status: response.statusCode, retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter }
  } catch (thrown) {
    if (thrown instanceof GatewayError) throw thrown
    if (deadline.aborted) throw new GatewayError('upstream_timeout', 'The receiver did not answer in time.', { cause: thrown })
    throw readTransportError(thrown as Error)
  }
}

/** Whether an address may be called as far as it says itself: a name is looked up when it is called. */
export const mayCall = (url: URL, allowsPrivate: boolean): boolean => {
  try {
    assertLiteral(url, { allowsPrivate })
    return true
  } catch {
    return false
  }
}
