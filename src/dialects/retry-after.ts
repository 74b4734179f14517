export type WireHeaders = Record<string, string | string[] | undefined>

/**
 * How long an upstream wants to be left alone, in milliseconds. Read from `retry-after-ms`, `retry-after` (seconds or a
 * date), then from the reset of whichever limit is used up.
 */
export function readRetryAfter (headers: WireHeaders, now: number = Date.now()): number | undefined {
  const exact = Number(header(headers, 'retry-after-ms') ?? NaN)
  if (exact >= 0) return exact
  const after = header(headers, 'retry-after')
  if (after !== undefined) {
    const ms = /^\d+(\.\d+)?$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now
    if (Number.isFinite(ms)) return Math.max(0, Math.round(ms))
  }
  return readResets(headers, now)
}

const reset = /^(?:x-|anthropic-)?ratelimit-(?:reset(?<after>-.+)?|(?<before>.+)-reset)$/

const readResets = (headers: WireHeaders, now: number): number | undefined => {
  const used: number[] = []
  const open: number[] = []
  for (const name in headers) {
    const match = reset.exec(name)
    const ms = match && readDuration(header(headers, name) ?? '', now)
    if (!match || ms === undefined || ms === null) continue
    const { after = '', before } = match.groups!
    const remaining = header(headers, before === undefined ? name.replace(/reset.*$/, `remaining${after}`) : name.replace(/reset$/, 'remaining'))
    if (remaining !== undefined && Number(remaining) <= 0) used.push(ms)
    else open.push(ms)
  }
  if (used.length > 0) return Math.max(...used)
  return open.length > 0 ? Math.min(...open) : undefined
}

/** `1s`, `6m0s`, `12ms`, `7.66s`, an RFC 3339 date, seconds, or unix time in seconds or milliseconds. */
const readDuration = (value: string, now: number): number | undefined => {
  const spans = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/.exec(value)
  if (value !== '' && spans) {
    const [d = 0, h = 0, m = 0, s = 0, ms = 0] = spans.slice(1).map(span => Number(span ?? 0))
    return Math.round((((d * 24 + h) * 60 + m) * 60 + s) * 1000 + ms)
  }
  if (/^\d+(\.\d+)?$/.test(value)) {
    const number = Number(value)
    if (number > 1e12) return Math.max(0, Math.round(number - now))
    if (number > 1e9) return Math.max(0, Math.round(number * 1000 - now))
    return Math.round(number * 1000)
  }
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

const header = (headers: WireHeaders, name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}
