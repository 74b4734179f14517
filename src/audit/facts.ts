import { isDeepStrictEqual } from 'node:util'
import type { FieldChange } from '../core/audit.ts'
import { scrub } from '../lib/secrets.ts'

/** What a thing is, field by field. */
export type Facts = Readonly<Record<string, unknown>>

const masked = Symbol('masked')
type Masked = { [masked]: { value: unknown; shown: string } }

/** A value of which only `shown` is told. Whether it changed is seen by the value all the same. */
const mask = (value: unknown, shown: string): Masked | undefined => value === undefined || value === null ? undefined : { [masked]: { value, shown } }

/** For secrets, and for what is private to a person: the log says that it changed, not what it is. */
export const hide = (value: unknown): unknown => mask(value, '***')

/** An address without its query, which may carry a credential. */
export const hideQuery = (address: string | undefined): unknown => {
  const url = URL.parse(address ?? '')
  return url === null || url.search === '' ? address : mask(address, `${url.origin}${url.pathname}?***`)
}

/** Longer texts are cut. */
const longest = 1000

/** The fields that differ. Of something new or gone all that it has. */
export const diff = (before: Facts | undefined, after: Facts | undefined): FieldChange[] =>
  [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
    .filter(field => !isDeepStrictEqual(before?.[field] ?? undefined, after?.[field] ?? undefined))
    .map(field => ({ field, before: show(before?.[field]), after: show(after?.[field]) }))

const show = (value: unknown): unknown => {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return cut(scrub(value))
  if (Array.isArray(value)) return value.map(show)
  if (typeof value !== 'object') return value
  if (masked in value) return (value as Masked)[masked].shown
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, show(inner)]))
}

const cut = (text: string): string => text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`
