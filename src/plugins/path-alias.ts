/** The unversioned paths are the newest version's: `/api/X`, `/api/ai/X` and `/v1/X` mean `/api/v1/X`. The one rewrite there is. */
export function rewritePath (url: string): string {
  if (url.startsWith('/api/v1/')) return url
  if (url.startsWith('/api/ai/')) return `/api/v1/${url.slice('/api/ai/'.length)}`
  if (url.startsWith('/api/')) return `/api/v1/${url.slice('/api/'.length)}`
  if (url.startsWith('/v1/')) return `/api${url}`
  return url
}
