// Google's Gemini API. Vertex AI is another service, with another way to sign in.
import { Type } from '@sinclair/typebox'
import { defineProvider, tongue, type ModelInfo } from '../../core/provider.ts'
import { gemini } from '../../dialects/gemini/index.ts'
import { geminiEmbed } from '../../dialects/gemini-embed/index.ts'
import { apiKeySetting, baseUrlSetting } from '../settings.ts'
import { addressOf, rootOf } from './address.ts'
import { readPage } from './listing.ts'

const baseUrl = 'https://generativelanguage.googleapis.com/v1beta'

/** More pages than there will ever be; a server that repeats itself must not keep us for ever. */
const maxPages = 20

/** In a header: Google's own examples have the key in the address, where every log would keep it. */
const headers = (apiKey: string): Record<string, string> => ({ 'x-goog-api-key': apiKey })

export default defineProvider({
  kind: 'gemini',
  settings: Type.Object({
    baseUrl: baseUrlSetting(baseUrl, 'Where the API is; `/v1beta` is added to a bare host.'),
    apiKey: apiKeySetting('A key of aistudio.google.com/apikey, such as AIza….'),
  }),
  templates: [{ id: 'gemini', displayName: 'Google Gemini', baseUrl, docsUrl: 'https://ai.google.dev/gemini-api/docs', requiresKey: true }],
  environment: { apiKey: 'GEMINI_API_KEY', baseUrl: 'GOOGLE_GEMINI_BASE_URL' },
  speaks: [tongue(gemini), tongue(geminiEmbed)],

  address: ({ baseUrl, apiKey }, call) => ({ url: addressOf(baseUrl, call), headers: headers(apiKey) }),

  async models ({ baseUrl, apiKey }, { fetchJson }) {
    const models: ModelInfo[] = []
    let token: string | undefined
    for (let page = 0; page < maxPages; page++) {
      const query = token === undefined ? '' : `&pageToken=${encodeURIComponent(token)}`
      const read = readPage(await fetchJson(`${rootOf(baseUrl)}/models?pageSize=1000${query}`, { headers: headers(apiKey) }))
      models.push(...read.models)
      if (read.next === undefined || read.next === token) break
      token = read.next
    }
    return models
  },
})
