const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** JSON merge patch (RFC 7396): null removes, objects are merged, everything else replaces. Returns a new object. */
export const mergePatch = (target: Record<string, unknown>, patch: Record<string, unknown>): Record<string, unknown> => {
  const merged = new Map(Object.entries(target))
  for (const [name, value] of Object.entries(patch)) {
    const before = merged.get(name)
    if (value === null) merged.delete(name)
    else if (isObject(value)) merged.set(name, mergePatch(isObject(before) ? before : {}, value))
    else merged.set(name, value)
  }
  return Object.fromEntries(merged)
}
