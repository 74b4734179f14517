import { GatewayError } from '../core/errors.ts'
import type { CreateFetchJson } from '../core/ports.ts'
import { readTransportError } from './errors.ts'
import type { Pools } from './pools.ts'

/** Model lists are the largest thing fetched this way; the longest known one is under 2 MB. */
const maxBytes = 16 * 1024 * 1024

/** Outgoing calls off the token path. Redirects are not followed; a failed status throws with `more.upstream.status`. */
export const createFetchJson = (pools: Pools): CreateFetchJson => ({ allowsPrivate, timeoutMs, signal }) => async (url, { method = 'GET', headers = {}, body } = {}) => {
  const deadline = AbortSignal.timeout(timeoutMs)
  const parsed = new URL(url)
  try {
    const response = await pools.get(parsed, { allowsPrivate }).request({
      path: parsed.pathname + parsed.search,
      method,
      headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    })
    const text = await readBounded(response.body)
    if (response.statusCode < 200 || response.statusCode > 299) throw readStatus(response.statusCode)
    return parseJson(text)
  } catch (thrown) {
    if (thrown instanceof GatewayError) throw thrown
    if (deadline.aborted) throw new GatewayError('upstream_timeout', 'The provider did not answer in time.', { cause: thrown })
    throw readTransportError(thrown as Error)
  }
}

const readBounded = async (body: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw new GatewayError('upstream_bad_response', `The provider answered more than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new GatewayError('upstream_bad_response', 'The provider answered something that is not JSON.', { cause })
  }
}

const readStatus = (status: number): GatewayError => {
  const upstream = { status }
  if (status === 401 || status === 403) return new GatewayError('upstream_auth_failed', 'The provider refused the credential.', { upstream })
  if (status === 402) return new GatewayError('upstream_quota_exhausted', 'The provider wants to be paid first.', { upstream })
  if (status === 503 || status === 529) return new GatewayError('upstream_overloaded', `The provider is overloaded or starting (${status}).`, { upstream })
  if (status === 429) return new GatewayError('upstream_rate_limited', 'The provider asked us to slow down.', { upstream })
  if (status >= 300 && status < 400) return new GatewayError('upstream_bad_response', 'The provider answered with a redirect, which is not followed.', { upstream })
  if (status === 404) return new GatewayError('upstream_bad_response', 'The provider has nothing at this address (404).', { upstream })
  return new GatewayError('upstream_failed', `The provider answered ${status}.`, { upstream })
}
