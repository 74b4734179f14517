// Mistral's own API.
import { Type } from '@sinclair/typebox'
import { defineProvider, tongue } from '../../core/provider.ts'
import { openaiChat } from '../../dialects/openai-chat/index.ts'
import { openaiEmbeddings } from '../../dialects/openai-embeddings/index.ts'
import { withVersion } from '../base-url.ts'
import { mistralChat, mistralEmbeddings } from '../mistral-accent.ts'
import { apiKeySetting, baseUrlSetting, bearer } from '../settings.ts'
import { readMistralModels } from './listing.ts'

const baseUrl = 'https://api.mistral.ai/v1'

export default defineProvider({
  kind: 'mistral',
  settings: Type.Object({
    baseUrl: baseUrlSetting(baseUrl, 'Where the API is; `/v1` is added to a bare host.'),
    apiKey: apiKeySetting('A key of console.mistral.ai/api-keys.'),
  }),
  templates: [{ id: 'mistral', displayName: 'Mistral', baseUrl, docsUrl: 'https://docs.mistral.ai', requiresKey: true }],
  environment: { apiKey: 'MISTRAL_API_KEY' },
  speaks: [tongue(openaiChat, mistralChat), tongue(openaiEmbeddings, mistralEmbeddings)],

  address: ({ baseUrl, apiKey }, { path }) => ({ url: withVersion(baseUrl) + path, headers: bearer(apiKey) }),

  async models ({ baseUrl, apiKey }, { fetchJson }) {
    return readMistralModels(await fetchJson(withVersion(baseUrl) + '/models', { headers: bearer(apiKey) }))
  },
})
