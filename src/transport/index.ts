// Outgoing HTTP: kept-alive connections per origin, timeouts, abort, and the egress guard that every address passes.
import type { Dispatcher } from 'undici'
import type { CreateFetchJson } from '../core/ports.ts'
import type { PostEvent } from '../core/webhooks.ts'
import { createFetchJson } from './fetch-json.ts'
import { createFetchMedia, type FetchMedia } from './fetch-media.ts'
import { createNames, type LookUp } from './names.ts'
import { createPools, type PoolsState } from './pools.ts'
import { createPost } from './post.ts'

export { dispatchLocal } from './local.ts'
export { readTransportError } from './errors.ts'
export type { FetchMedia } from './fetch-media.ts'
export { classifyAddress } from './addresses.ts'
export { mayCall } from './post.ts'
export type { PoolsState } from './pools.ts'

/** Told what happens to one request. Synchronous; see undici's Dispatcher. */
export type UpstreamHandler = {
  onRequestStart(controller: UpstreamController): void
  onResponseStart(controller: UpstreamController, status: number, headers: UpstreamHeaders): void
  onResponseData(controller: UpstreamController, chunk: Buffer): void
  onResponseEnd(controller: UpstreamController): void
  onResponseError(controller: UpstreamController, error: Error): void
}
export type UpstreamHeaders = Record<string, string | string[] | undefined>
/** Stops or slows one exchange. */
export type UpstreamController = Pick<Dispatcher.DispatchController, 'abort' | 'pause' | 'resume'>

/** `silenceMs`: the longest silence accepted before the first byte, and between two. */
export type Outgoing = {
  url: string
  headers: Record<string, string>
  body: Buffer | string
  allowsPrivate: boolean
  silenceMs: number
}

export type Transport = {
  /** Sends a POST. Throws GatewayError `egress_blocked`; everything else is told to the handler. */
  dispatch(outgoing: Outgoing, handler: UpstreamHandler): void
  fetchJson: CreateFetchJson
  /** Fetches an image or a file that a client points to. Never from a private address. */
  fetchMedia: FetchMedia
  /** Sends a webhook. */
  post: PostEvent
  /** How the connections to providers and webhooks are used. */
  connections(): PoolsState
  close(): Promise<void>
}

/** Where an address leads, kept so that no URL is parsed on the hot path. */
type Place = { pool: Dispatcher; path: string }
const maxPlaces = 2000

/** `lookUp`: how the system is asked for a name; absent: as Node does. */
export function createTransport ({ connectTimeoutMs, lookUp: askSystem }: { connectTimeoutMs: number; lookUp?: LookUp }): Transport {
  // a little sooner than the connection is given up, so that the name is what is blamed
  const lookUp = createNames({ timeoutMs: connectTimeoutMs * 0.8, ...askSystem !== undefined && { lookUp: askSystem } })
  const pools = createPools({ connectTimeoutMs, lookUp })
  const places = new Map<string, Place>()

  const placeOf = ({ url, allowsPrivate }: Outgoing): Place => {
    const key = allowsPrivate ? url : `public ${url}`
    const known = places.get(key)
    if (known !== undefined) return known
    const parsed = new URL(url)
    const place = { pool: pools.get(parsed, { allowsPrivate }), path: parsed.pathname + parsed.search }
    if (places.size >= maxPlaces) places.clear()
    places.set(key, place)
    return place
  }

  return {
    dispatch (outgoing, handler) {
      const { pool, path } = placeOf(outgoing)
      pool.dispatch({
        path,
        method: 'POST',
        headers: outgoing.headers,
        body: outgoing.body,
        headersTimeout: outgoing.silenceMs,
        bodyTimeout: outgoing.silenceMs,
      }, handler)
    },
    fetchJson: createFetchJson(pools),
    fetchMedia: createFetchMedia(() => createPools({ connectTimeoutMs, lookUp })),
    post: createPost(pools),
    connections: pools.state,
    close: () => pools.close(),
  }
}
