import { gemini } from '../../dialects/gemini/index.ts'
import { tidyBaseUrl } from '../base-url.ts'

/** What people paste along with the base URL: a model's own address, and that of the API in OpenAI's form. */
const pasted = /\/(?:models\/[^/]+|openai)$/

/** Where the API is: `/v1beta` is added to a bare host. */
export function rootOf (given: string): string {
  const url = tidyBaseUrl(tidyBaseUrl(given).replace(pasted, ''))
  return /^https?:\/\/[^/]+$/.test(url) ? url + '/v1beta' : url
}

/** A model by its resource name; its own name is one piece of the path, whatever it holds. */
const resourceOf = (model: string): string => {
  const [, collection = 'models', name = model] = /^(models|tunedModels)\/(.+)$/s.exec(model) ?? []
  return `/${collection}/${encodeURIComponent(name.toWellFormed())}`
}

/** The key is never part of it. */
export function addressOf (baseUrl: string, { path, model, stream }: { path: string; model: string; stream: boolean }): string {
  const verb = stream && path === gemini.path ? ':streamGenerateContent?alt=sse' : path
  return rootOf(baseUrl) + resourceOf(model) + verb
}
