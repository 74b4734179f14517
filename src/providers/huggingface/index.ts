// Hugging Face: the Inference Providers router, and endpoints of one's own.
import { Type } from '@sinclair/typebox'
import { defineProvider, tongue } from '../../core/provider.ts'
import { hfFeatureExtraction } from '../../dialects/hf-feature-extraction/index.ts'
import { openaiChat } from '../../dialects/openai-chat/index.ts'
import { openaiEmbeddings } from '../../dialects/openai-embeddings/index.ts'
import { apiKeySetting, baseUrlSetting, bearer } from '../settings.ts'
import { addressOf, isRouter } from './address.ts'
import { refineError } from './errors.ts'
import { listModels } from './listing.ts'
import { endpointParams } from './params.ts'

const baseUrl = 'https://router.huggingface.co/v1'

const Settings = Type.Object({
  baseUrl: baseUrlSetting(baseUrl, 'The router, or a dedicated endpoint; `/v1` is added to a bare host.'),
  apiKey: apiKeySetting('A token of huggingface.co/settings/tokens that may call Inference Providers, such as hf_….'),
  billTo: Type.Optional(Type.String({ title: 'Bill to', description: 'The organization that pays, when it is not the owner of the token.', pattern: '^[\\w.-]+$', examples: ['my-org'] })),
})

const headers = ({ apiKey, billTo }: typeof Settings.static): Record<string, string> => ({
  ...bearer(apiKey),
  ...(billTo !== undefined && { 'x-hf-bill-to': billTo }),
})

export default defineProvider({
  kind: 'huggingface',
  settings: Settings,
  templates: [
    { id: 'huggingface', displayName: 'Hugging Face', baseUrl, docsUrl: 'https://huggingface.co/docs/inference-providers', requiresKey: true, description: 'Many providers behind one token; `model:provider` picks one, `model:fastest` and `model:cheapest` let the router pick.' },
    { id: 'huggingface-endpoint', displayName: 'Hugging Face Inference Endpoint', baseUrl: 'https://your-endpoint.endpoints.huggingface.cloud/v1', docsUrl: 'https://huggingface.co/docs/inference-endpoints', requiresKey: true, description: 'A dedicated endpoint: put in its own address.' },
  ],
  environment: { apiKey: 'HF_TOKEN' },
  speaks: [
    // A suffix of the model's name is part of it: the router reads it.
    tongue(openaiChat, { params: (_model, { baseUrl }) => isRouter(baseUrl) ? {} : endpointParams }),
    // The router's API in OpenAI's form is for chats only; an endpoint for embeddings has vectors in that form.
    tongue(openaiEmbeddings, { isSpoken: ({ baseUrl }) => !isRouter(baseUrl) }),
    tongue(hfFeatureExtraction, { isSpoken: ({ baseUrl }) => isRouter(baseUrl) }),
  ],

  address: (settings, { path, model }) => ({ url: addressOf(settings.baseUrl, path, model), headers: headers(settings) }),

  refineError,

  models: (settings, { fetchJson }) => listModels(settings.baseUrl, headers(settings), fetchJson),
})
