type Filled<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

/** A form's filter without what nobody chose. */
export const withoutBlanks = <T extends object>(filter: T): Filled<T> =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== '')) as Filled<T>
