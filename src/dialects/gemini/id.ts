/** Names the dialect: in signatures, in extras, in receipts. */
export const dialectId = 'gemini'

/** The name of an extra: what has a name on the wire, but no place in the vocabulary. */
export const extraName = (wireName: string): string => `${dialectId}.${wireName}`

/** The wire name of an extra of this dialect; undefined for any other extra. */
export const wireNameOf = (name: string): string | undefined => name.startsWith(`${dialectId}.`) ? name.slice(dialectId.length + 1) : undefined
