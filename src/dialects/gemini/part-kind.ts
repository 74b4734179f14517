import type { Wire } from '../wire.ts'

/** Fields that say more of a part, whatever it is. */
const remarks = new Set(['thought', 'thoughtSignature', 'videoMetadata', 'mediaResolution', 'partMetadata'])

/** The field that says what a part is: `inlineData`, `executableCode`. */
export const kindOf = (part: Wire): string => Object.keys(part).find(field => !remarks.has(field)) ?? 'part'
