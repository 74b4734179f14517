import { text } from '../wire.ts'

/** Names the dialect: in signatures, in extras, in receipts. */
export const dialectId = 'anthropic-messages'

/** The name of an extra: what has a wire type, but no place in the vocabulary. */
export const extraName = (wireType: unknown): string => `${dialectId}.${text(wireType) ?? 'unknown'}`

/** The wire type of an extra of this dialect; undefined for any other extra. */
export const wireTypeOf = (name: string): string | undefined => name.startsWith(`${dialectId}.`) ? name.slice(dialectId.length + 1) : undefined
