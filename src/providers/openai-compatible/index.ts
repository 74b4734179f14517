// Any server that speaks OpenAI chat: hosted services and local ones, told apart by the host name.
import { Type } from '@sinclair/typebox'
import { defineProvider, tongue } from '../../core/provider.ts'
import { openaiChat } from '../../dialects/openai-chat/index.ts'
import { openaiEmbeddings } from '../../dialects/openai-embeddings/index.ts'
import { hostOf, tidyBaseUrl } from '../base-url.ts'
import { mistralChat, mistralEmbeddings } from '../mistral-accent.ts'
import { readModels } from '../model-listing.ts'
import { apiKeySetting, baseUrlSetting, bearer } from '../settings.ts'
import { findAccent } from './accents.ts'
import { templates } from './templates.ts'

/** It has a kind of its own, but its address may stand here as well. */
const isMistral = ({ baseUrl }: { baseUrl: string }): boolean => hostOf(baseUrl) === 'api.mistral.ai'

export default defineProvider({
  kind: 'openai-compatible',
  settings: Type.Object({
    baseUrl: baseUrlSetting('http://localhost:8000/v1', 'Where the API is, up to and including its version; the house adds /chat/completions.'),
    apiKey: Type.Optional(apiKeySetting('Sent as a bearer token. Local servers mostly need none.')),
  }),
  templates,
  speaks: [
    tongue(openaiChat, { params: (model, { baseUrl }) => findAccent(baseUrl)?.params?.(model) ?? {}, isSpoken: settings => !isMistral(settings) }),
    tongue(openaiChat, { ...mistralChat, isSpoken: isMistral }),
    tongue(openaiEmbeddings, { isSpoken: settings => !isMistral(settings) }),
    tongue(openaiEmbeddings, { ...mistralEmbeddings, isSpoken: isMistral }),
  ],

  address: ({ baseUrl, apiKey }, { path }) => ({ url: tidyBaseUrl(baseUrl) + path, headers: bearer(apiKey) }),

  async models ({ baseUrl, apiKey }, { fetchJson }) {
    const { models } = findAccent(baseUrl) ?? {}
    if (models !== undefined) return [...models]
    return readModels(await fetchJson(tidyBaseUrl(baseUrl) + '/models', { headers: bearer(apiKey) }))
  },
})
