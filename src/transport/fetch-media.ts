import { GatewayError } from '../core/errors.ts'
import type { Pools } from './pools.ts'

/**
 * Fetches what a client points to. `budget` is what may still be fetched for the same request, in bytes; it is used up.
 * Throws GatewayError `media_unreachable`.
 */
export type FetchMedia = (url: string, budget?: { bytes: number }, signal?: AbortSignal) => Promise<{ mediaType: string; data: Buffer; host: string }>

/** Of one image or file: bytes, and milliseconds from the first redirect to the last byte. */
export type MediaLimits = { maxBytes: number; timeoutMs: number; maxRedirects: number }

const mediaLimits: MediaLimits = { maxBytes: 20 * 1024 * 1024, timeoutMs: 15_000, maxRedirects: 3 }

const acceptable = /^(?:image\/(?:png|jpeg|gif|webp|heic|heif|avif|bmp)|application\/pdf|text\/[\w.+-]+)$/

const unreachable = (host: string, why: string, cause?: unknown): GatewayError =>
  new GatewayError('media_unreachable', `${host}: ${why}.`, { cause })

/**
 * Public addresses only, whoever made the provider: the client chose this address, not an admin. Redirects are followed
 * through the same guard. No credential and no header of the caller's is sent. `openPools`: fresh ones for each fetch,
 * because the origins that clients choose are without number and their connections are not worth keeping.
 */
export const createFetchMedia = (openPools: () => Pools, limits = mediaLimits): FetchMedia => async (text, budget = { bytes: Infinity }, signal) => {
  const deadline = AbortSignal.timeout(limits.timeoutMs)
  const call = { pools: openPools(), limits, budget, signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]) }
  try {
    let url = readUrl(text)
    for (let hop = 0; hop <= limits.maxRedirects; hop++) {
      const answer = await fetchOnce(url, call)
      if ('data' in answer) return answer
      url = readUrl(answer.location, url.href)
    }
    throw unreachable(url.host, `more than ${limits.maxRedirects} redirects`)
  } finally {
    void call.pools.close()
  }
}

type MediaCall = { pools: Pools; limits: MediaLimits; budget: { bytes: number }; signal: AbortSignal }

const readUrl = (text: string, base?: string): URL => {
  const url = URL.parse(text, base)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) throw unreachable('The address of an image or file', 'it is not one of http or https')
  if (url.username !== '' || url.password !== '') throw unreachable(url.host, 'the address carries a credential')
  return url
}

const fetchOnce = async (url: URL, { pools, limits, budget, signal }: MediaCall): Promise<{ location: string } | Awaited<ReturnType<FetchMedia>>> => {
  const { host } = url
  try {
    const { statusCode, headers, body } = await pools.get(url, { allowsPrivate: false }).request({ path: url.pathname + url.search, method: 'GET', headers: { accept: 'image/*, application/pdf, text/*' }, signal })
    if (statusCode >= 300 && statusCode < 400 && typeof headers.location === 'string') {
      await body.dump()
      return { location: headers.location }
    }
    if (statusCode !== 200) throw unreachable(host, `it answered ${statusCode}`)
    if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') throw unreachable(host, 'it is compressed, which was not asked for')
    const mediaType = readMediaType(headers['content-type'])
    if (!acceptable.test(mediaType)) throw unreachable(host, `it is ${mediaType === '' ? 'of no known type' : mediaType}, not an image, PDF or text`)
    if (Number(headers['content-length'] ?? 0) > limits.maxBytes) throw tooLarge(host, limits)
    return { mediaType, data: await readBounded(body, host, limits, budget), host }
  } catch (thrown) {
    if (thrown instanceof GatewayError && thrown.kind !== 'egress_blocked') throw thrown
    // which names and addresses this network has is none of the client's business: blocked sounds like not there
    throw unreachable(host, signal.aborted ? 'it did not answer in time' : 'it could not be reached; only public addresses are', thrown)
  }
}

/** `image/jpg` is no type, and common. */
const readMediaType = (header: string | string[] | undefined): string => {
  const type = String(header ?? '').split(';')[0]!.trim().toLowerCase()
  return type === 'image/jpg' ? 'image/jpeg' : type
}

const tooLarge = (host: string, { maxBytes }: MediaLimits): GatewayError => unreachable(host, `it is larger than ${maxBytes} bytes`)

const readBounded = async (body: AsyncIterable<Buffer>, host: string, limits: MediaLimits, budget: { bytes: number }): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    budget.bytes -= chunk.length
    if (size > limits.maxBytes) throw tooLarge(host, limits)
    if (budget.bytes < 0) throw unreachable(host, 'with it the images and files of the request are too many bytes to fetch')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
