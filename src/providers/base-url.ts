/** Endpoints that people paste along with the base URL. */
const endpoint = /\/(?:chat\/completions|completions|responses|embeddings|messages|models)$/

/** A base URL as it was meant: without slashes at the end and without an endpoint that was pasted along. */
export const tidyBaseUrl = (given: string): string =>
  given.trim().replace(/\/+$/, '').replace(endpoint, '')

/** For services whose API lives below `/v1`: adds it to a bare host. */
export function withVersion (given: string): string {
  const url = tidyBaseUrl(given)
  return /^https?:\/\/[^/]+$/.test(url) ? url + '/v1' : url
}

/** The host that a base URL leads to; undefined for what is no URL. */
export const hostOf = (given: string): string | undefined => URL.parse(given)?.hostname
