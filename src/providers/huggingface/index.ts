// Hugging Face: the Inference Providers router, and endpoints of one's own.
import { Type } from '@sinclair/typebox'
import { defineProvider, tongue } from '../../core/provider.ts'
import { openaiChat } from '../../dialects/openai-chat/index.ts'
import { withVersion } from '../base-url.ts'
import { apiKeySetting, baseUrlSetting, bearer } from '../settings.ts'
import { refineError } from './errors.ts'
import { readRouterModels } from './listing.ts'

const baseUrl = 'https://router.huggingface.co/v1'

export default defineProvider({
  kind: 'huggingface',
  settings: Type.Object({
    baseUrl: baseUrlSetting(baseUrl, 'The router, or a dedicated endpoint; `/v1` is added to a bare host.'),
    apiKey: apiKeySetting('A token of huggingface.co/settings/tokens that may call Inference Providers, such as hf_….'),
  }),
  templates: [
    { id: 'huggingface', displayName: 'Hugging Face', baseUrl, docsUrl: 'https://huggingface.co/docs/inference-providers', requiresKey: true, description: 'Many providers behind one token; `model:provider` picks one.' },
    { id: 'huggingface-endpoint', displayName: 'Hugging Face Inference Endpoint', baseUrl: 'https://your-endpoint.endpoints.huggingface.cloud/v1', docsUrl: 'https://huggingface.co/docs/inference-endpoints', requiresKey: true, description: 'A dedicated endpoint: put in its own address.' },
  ],
  environment: { apiKey: 'HF_TOKEN' },
  // A `:provider` after the model's name is part of it: the router reads it.
  speaks: [tongue(openaiChat)],

  address: ({ baseUrl, apiKey }, { path }) => ({ url: withVersion(baseUrl) + path, headers: bearer(apiKey) }),

  refineError,

  async models ({ baseUrl, apiKey }, { fetchJson }) {
    return readRouterModels(await fetchJson(withVersion(baseUrl) + '/models', { headers: bearer(apiKey) }))
  },
})
