// Small readers of wire JSON, where nothing can be taken for granted.

/** Wire JSON before anything is known of it. */
export type Wire = Record<string, any>

export const isObject = (value: unknown): value is Wire => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The string if it says something. */
export const text = (value: unknown): string | undefined => typeof value === 'string' && value !== '' ? value : undefined

/** More than anybody has of anything; sums of such numbers are still exact. */
const most = 2 ** 45

/** The number if it can count something: tokens, seconds, a place. Less than none, parts and absurd amounts are no count. */
export const count = (value: unknown): number | undefined => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most ? value as number : undefined // it was just looked at

export const list = (value: unknown): any[] => Array.isArray(value) ? value : []

/** The value with every field that is undefined left out, so that absent means absent. */
export const compact = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } => {
  for (const key in value) if (value[key] === undefined) delete value[key]
  return value as { [K in keyof T]: Exclude<T[K], undefined> } // what was undefined is gone
}

/** The fields of an object that are not in `known`; undefined when there are none. */
export const others = (value: Wire, known: ReadonlySet<string>): Record<string, unknown> | undefined => {
  let rest: Record<string, unknown> | undefined
  for (const key in value) if (!known.has(key) && value[key] !== undefined && value[key] !== null) (rest ??= {})[key] = value[key]
  return rest
}

/** JSON text of a tool call's arguments. Some servers send the object itself. */
export const jsonText = (value: unknown): string => typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)

/** The value of a JSON text, or undefined when it is none. */
export const parseJson = (json: string): any => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
