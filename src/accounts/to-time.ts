/** A time as answers write it: RFC 3339, or null for what has not happened. */
export function toTime (at: number): string
export function toTime (at: number | undefined): string | null
export function toTime (at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString()
}
