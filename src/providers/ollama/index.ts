// Ollama's native API.
import { Type } from '@sinclair/typebox'
import { defineProvider, tongue } from '../../core/provider.ts'
import { ollamaChat } from '../../dialects/ollama/index.ts'
import { ollamaEmbed } from '../../dialects/ollama-embed/index.ts'
import { tidyBaseUrl } from '../base-url.ts'
import { apiKeySetting, baseUrlSetting, bearer } from '../settings.ts'
import { listModels } from './listing.ts'

const baseUrl = 'http://localhost:11434'

/** The server's own address: without the paths of either of its APIs. */
const root = (given: string): string => tidyBaseUrl(given).replace(/\/(?:api(?:\/(?:chat|tags|generate|embed))?|v1)$/, '')

export default defineProvider({
  kind: 'ollama',
  settings: Type.Object({
    baseUrl: baseUrlSetting(baseUrl, 'Where Ollama listens, without /api.'),
    apiKey: Type.Optional(apiKeySetting('Only for ollama.com or a server behind a proxy that asks for one.')),
  }),
  templates: [
    { id: 'ollama', displayName: 'Ollama', baseUrl, docsUrl: 'https://docs.ollama.com', requiresKey: false, description: 'Models on your own machine.' },
    { id: 'ollama-cloud', displayName: 'Ollama Cloud', baseUrl: 'https://ollama.com', docsUrl: 'https://docs.ollama.com/cloud', requiresKey: true },
  ],
  environment: { apiKey: 'OLLAMA_API_KEY', baseUrl: 'OLLAMA_API_URL', requires: 'baseUrl' },
  speaks: [tongue(ollamaChat), tongue(ollamaEmbed)],

  address: ({ baseUrl, apiKey }, { path }) => ({ url: root(baseUrl) + path, headers: bearer(apiKey) }),

  models: ({ baseUrl, apiKey }, { fetchJson }) => listModels(root(baseUrl), bearer(apiKey), fetchJson),
})
