import { randomUUIDv7 } from 'node:crypto'

/** A prefixed, sortable, opaque id: `key_019…`. The prefix says what it names. */
export const createId = (prefix: string): string => prefix + '_' + randomUUIDv7().replaceAll('-', '')
