import { ParlanceError } from '@parlance/client'

/** What the server finds wrong with the fields of a form, by their names. */
export function fieldErrors (error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof ParlanceError)) return {}
  const { details, param, message } = error
  if (details.length > 0) return Object.fromEntries(details.map(({ field, message }) => [field, message]))
  return param === null ? {} : { [param]: message }
}

/** The error, unless all that it says stands beside fields that the form shows. */
export function restOf (error: unknown, shown: readonly string[]): unknown {
  const fields = Object.keys(fieldErrors(error))
  return fields.length > 0 && fields.every(field => shown.includes(field)) ? undefined : error
}
