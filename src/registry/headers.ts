import type { FieldProblem } from '../core/errors.ts'
import type { Provider } from '../core/provider.ts'
import type { Settings } from './settings.ts'

/** Headers that belong to the connection or to the body, and so to the house. */
const reserved = new Set([
  'accept', 'accept-encoding', 'connection', 'content-encoding', 'content-length', 'content-type', 'expect', 'host', 'keep-alive',
  'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade',
])

/** Whether a text can be sent in a header at all: what was pasted may hold an ellipsis, a line end or a space of no width. */
export const fitsHeader = (value: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(value)

const findOwn = (plugin: Provider, settings: Settings): Set<string> => {
  if (plugin.answer !== undefined) return new Set()
  try {
    const { headers } = plugin.address(settings, { path: plugin.speaks[0].path ?? plugin.speaks[0].dialect.path, model: 'model', stream: false })
    return new Set(Object.keys(headers).map(name => name.toLowerCase()))
  } catch {
    return new Set()
  }
}

/** Why a header may not be set, or nothing. Values stay out of the message: they may be secret. */
const findFault = (name: string, value: string, own: Set<string>): string | undefined => {
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/.test(name)) return 'is not a header name'
  if (reserved.has(name)) return 'is set by the server and cannot be changed'
  if (own.has(name)) return 'is set by this kind of provider and cannot be changed'
  if (!fitsHeader(value)) return 'has characters that a header cannot hold'
  return undefined
}

/** Checks extra headers, whose names are in lower case. Pushes onto `problems`. */
export const checkHeaders = (headers: Record<string, string>, plugin: Provider, settings: Settings, problems: FieldProblem[]): void => {
  const own = findOwn(plugin, settings)
  for (const [name, value] of Object.entries(headers)) {
    const fault = findFault(name, value, own)
    if (fault !== undefined) problems.push({ field: `headers.${name}`, message: fault })
  }
}
