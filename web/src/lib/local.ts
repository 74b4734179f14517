// localStorage, which a browser may refuse, fill up or clear at any time.
const prefix = 'parlance.'

export const readLocal = (name: string): string | undefined => {
  try {
    return localStorage.getItem(prefix + name) ?? undefined
  } catch {
    return undefined
  }
}

/** `undefined` takes it away. */
export const writeLocal = (name: string, value: string | undefined): void => {
  try {
    if (value === undefined) localStorage.removeItem(prefix + name)
    else localStorage.setItem(prefix + name, value)
  } catch {
    // full or refused: it is a convenience
  }
}

export const readLocalJson = <T>(name: string, fallback: T): T => {
  try {
    return JSON.parse(readLocal(name) ?? 'null') as T ?? fallback // written by us alone
  } catch {
    return fallback
  }
}

/** Takes everything of ours away but what holds for whoever sits here. */
export const clearLocal = (keep: readonly string[] = ['theme', 'language']): void => {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(prefix) && !keep.includes(name.slice(prefix.length))) localStorage.removeItem(name)
    }
  } catch {}
}
