/**
 * Where the server lives, without what the operations' own paths begin with: `http://host/api/v1/` → `http://host`.
 * A server below a path of a reverse proxy keeps it: `https://host/parlance/api` → `https://host/parlance`. Empty means
 * the page's own origin, in a browser.
 */
export function readBaseUrl (text: string): string {
  if (/[?#]/.test(text)) throw new TypeError(`baseUrl must not have a query or a fragment: ${text}`)
  return text.replace(/\/+$/, '').replace(/\/api(\/v1)?$/, '').replace(/\/+$/, '')
}
