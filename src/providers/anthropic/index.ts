// Anthropic's Messages API.
import { Type } from '@sinclair/typebox'
import { defineProvider, tongue, type ModelInfo } from '../../core/provider.ts'
import { anthropicCountTokens, anthropicMessages } from '../../dialects/anthropic-messages/index.ts'
import { tidyBaseUrl } from '../base-url.ts'
import { apiKeySetting, baseUrlSetting } from '../settings.ts'
import { readPage } from './listing.ts'
import { anthropicParams, promptParams } from './params.ts'

const baseUrl = 'https://api.anthropic.com/v1'

/** More pages than there will ever be; a server that repeats itself must not keep us for ever. */
const maxPages = 20

const Settings = Type.Object({
  baseUrl: baseUrlSetting(baseUrl, 'Where the API is. `/v1` is added when it is missing, as Anthropic’s own clients do.'),
  apiKey: apiKeySetting('A key of console.anthropic.com, such as sk-ant-….'),
})

/** Anthropic's clients leave `/v1` out of the base URL, whatever path comes before it. */
const root = (given: string): string => {
  const url = tidyBaseUrl(given)
  return url.endsWith('/v1') ? url : url + '/v1'
}

const headers = (apiKey: string): Record<string, string> => ({ 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' })

export default defineProvider({
  kind: 'anthropic',
  settings: Settings,
  templates: [{ id: 'anthropic', displayName: 'Anthropic', baseUrl, docsUrl: 'https://platform.claude.com/docs', requiresKey: true }],
  environment: { apiKey: 'ANTHROPIC_API_KEY', baseUrl: 'ANTHROPIC_BASE_URL' },
  speaks: [tongue(anthropicMessages, { params: anthropicParams }), tongue(anthropicCountTokens, { params: promptParams })],

  address: ({ baseUrl, apiKey }, { path }) => ({ url: root(baseUrl) + path, headers: headers(apiKey) }),

  async models ({ baseUrl, apiKey }, { fetchJson }) {
    const models: ModelInfo[] = []
    let after: string | undefined
    for (let page = 0; page < maxPages; page++) {
      const query = after === undefined ? '' : `&after_id=${encodeURIComponent(after)}`
      const read = readPage(await fetchJson(`${root(baseUrl)}/models?limit=1000${query}`, { headers: headers(apiKey) }))
      models.push(...read.models)
      if (read.next === undefined || read.next === after) break
      after = read.next
    }
    return models
  },
})
