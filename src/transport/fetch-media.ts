import { GatewayError } from '../core/errors.ts'
import { createPools, type Pools } from './pools.ts'

/** Fetches what a client points to. Throws GatewayError `media_unreachable`. */
export type FetchMedia = (url: string) => Promise<{ mediaType: string; data: Buffer }>

const maxBytes = 20 * 1024 * 1024
const timeoutMs = 15_000
const maxRedirects = 3

const acceptable = /^(?:image\/(?:png|jpeg|gif|webp|heic|heif|avif|bmp)|application\/pdf|text\/[\w.+-]+)$/

const unreachable = (url: URL | string, why: string, cause?: unknown): GatewayError =>
  new GatewayError('media_unreachable', `${hostOf(url)}: ${why}.`, { cause })

const hostOf = (url: URL | string): string => typeof url === 'string' ? 'the address of an image or file' : url.host

/**
 * Public addresses only, whoever made the provider: the client chose this address, not an admin. Redirects are followed
 * through the same guard. No credential and no header of the caller's is sent.
 */
export const createFetchMedia = ({ connectTimeoutMs }: { connectTimeoutMs: number }): FetchMedia => async text => {
  const deadline = AbortSignal.timeout(timeoutMs)
  // origins that clients choose are without number: their connections are not kept
  const pools = createPools({ connectTimeoutMs })
  try {
    let url = readUrl(text)
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const answer = await fetchOnce(pools, url, deadline)
      if ('location' in answer) url = readUrl(answer.location, url.href)
      else return answer
    }
    throw unreachable(url, `more than ${maxRedirects} redirects`)
  } finally {
    void pools.close()
  }
}

const readUrl = (text: string, base?: string): URL => {
  const url = URL.parse(text, base)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) throw unreachable(text.slice(0, 100), 'is not an http address')
  if (url.username !== '' || url.password !== '') throw unreachable(url, 'carries a credential')
  return url
}

const fetchOnce = async (pools: Pools, url: URL, signal: AbortSignal): Promise<{ location: string } | { mediaType: string; data: Buffer }> => {
  try {
    const { statusCode, headers, body } = await pools.get(url, { allowsPrivate: false }).request({ path: url.pathname + url.search, method: 'GET', headers: { accept: 'image/*, application/pdf, text/*' }, signal })
    if (statusCode >= 300 && statusCode < 400 && typeof headers.location === 'string') {
      await body.dump()
      return { location: headers.location }
    }
    if (statusCode !== 200) throw unreachable(url, `it answered ${statusCode}`)
    const mediaType = String(headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
    if (!acceptable.test(mediaType)) throw unreachable(url, `it is ${mediaType === '' ? 'of no known type' : mediaType}, not an image, PDF or text`)
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw unreachable(url, `it is larger than ${maxBytes} bytes`)
    return { mediaType, data: await readBounded(url, body) }
  } catch (thrown) {
    if (thrown instanceof GatewayError) {
      // which addresses this network has is none of the client's business
      throw thrown.kind === 'egress_blocked' ? unreachable(url, 'this server may not call that address', thrown) : thrown
    }
    throw unreachable(url, signal.aborted ? 'it did not answer in time' : 'it could not be reached', thrown)
  }
}

const readBounded = async (url: URL, body: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw unreachable(url, `it is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
