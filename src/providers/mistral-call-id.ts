import { createHash } from 'node:crypto'

const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Exactly nine letters or digits are demanded. Any other id always becomes the same one, so that a call and its answer still meet. */
export const mistralCallId = (id: unknown): unknown => {
  if (typeof id !== 'string' || /^[a-zA-Z0-9]{9}$/.test(id)) return id
  return Array.from(createHash('sha256').update(id).digest().subarray(0, 9), byte => alphabet[byte % alphabet.length]).join('')
}
