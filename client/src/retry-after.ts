/** How long the server asks to wait, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export function readRetryAfter (headers: Headers, now = Date.now()): number | undefined {
  const precise = readNumber(headers.get('retry-after-ms'))
  if (precise !== undefined) return precise
  const text = headers.get('retry-after')
  const seconds = readNumber(text)
  if (seconds !== undefined) return seconds * 1000
  const date = Date.parse(text ?? '')
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

const readNumber = (text: string | null): number | undefined =>
  text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined
