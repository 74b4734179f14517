/** Unique enough for everybody. Pages over plain HTTP have no `randomUUID`. */
export const createId = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
