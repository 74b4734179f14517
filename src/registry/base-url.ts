import type { FieldProblem } from '../core/errors.ts'
import type { Provider } from '../core/provider.ts'
import type { Settings } from './settings.ts'

const findFault = (text: string): string | undefined => {
  const url = URL.parse(text)
  if (url === null || url.hostname === '' || !/^https?:$/.test(url.protocol)) return 'must be an http or https address, such as https://api.example.com/v1'
  if (url.username !== '' || url.password !== '') return 'must not hold credentials; send them as apiKey'
  // An empty query or fragment leaves no trace in the parsed address.
  if (/[?#]/.test(text)) return 'must not have a query or a fragment'
  return undefined
}

/** The address in its usual spelling, without slashes at the end. Pushes onto `problems`. */
export const readBaseUrl = (text: string, problems: FieldProblem[]): string => {
  const fault = findFault(text.trim())
  if (fault !== undefined) {
    problems.push({ field: 'baseUrl', message: fault })
    return text
  }
  return new URL(text.trim()).href.replace(/\/+$/, '')
}

const originOf = (url: string): string => URL.parse(url)?.origin ?? url

/** Every origin that these settings lead to: a kind may build its address from more than the base URL. */
export const findOrigins = (plugin: Provider, settings: Settings): Set<string> => {
  const origins = new Set([originOf(settings.baseUrl)])
  if (plugin.answer !== undefined) return origins
  try {
    origins.add(originOf(plugin.address(settings, { path: plugin.speaks[0].path ?? plugin.speaks[0].dialect.path, model: 'model', stream: false }).url))
  } catch {
    // Settings that make no address lead nowhere.
  }
  return origins
}
