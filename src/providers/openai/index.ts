// OpenAI's own API.
import { Type } from '@sinclair/typebox'
import { defineProvider, tongue } from '../../core/provider.ts'
import { openaiChat } from '../../dialects/openai-chat/index.ts'
import { openaiEmbeddings } from '../../dialects/openai-embeddings/index.ts'
import { openaiResponses } from '../../dialects/openai-responses/index.ts'
import { withVersion } from '../base-url.ts'
import { readModels } from '../model-listing.ts'
import { apiKeySetting, baseUrlSetting, bearer } from '../settings.ts'
import { openaiParams } from './params.ts'
import { responsesParams } from './responses-params.ts'

const baseUrl = 'https://api.openai.com/v1'

const Settings = Type.Object({
  baseUrl: baseUrlSetting(baseUrl, 'Where the API is. Change it for a proxy that speaks exactly like OpenAI.'),
  apiKey: apiKeySetting('A key of platform.openai.com, such as sk-….'),
  organization: Type.Optional(Type.String({ title: 'Organization', description: 'Which organization is billed, when the key belongs to several.', examples: ['org-abc123'] })),
  project: Type.Optional(Type.String({ title: 'Project', description: 'Which project is billed, when the key is not bound to one.', examples: ['proj_abc123'] })),
})

const headers = ({ apiKey, organization, project }: typeof Settings.static): Record<string, string> => ({
  ...bearer(apiKey),
  ...(organization !== undefined && { 'openai-organization': organization }),
  ...(project !== undefined && { 'openai-project': project }),
})

export default defineProvider({
  kind: 'openai',
  settings: Settings,
  templates: [{ id: 'openai', displayName: 'OpenAI', baseUrl, docsUrl: 'https://platform.openai.com/docs', requiresKey: true }],
  environment: { apiKey: 'OPENAI_API_KEY', baseUrl: 'OPENAI_BASE_URL' },
  speaks: [tongue(openaiChat, { params: openaiParams, takesReasoning: false }), tongue(openaiResponses, { params: responsesParams }), tongue(openaiEmbeddings)],

  address: (settings, { path }) => ({ url: withVersion(settings.baseUrl) + path, headers: headers(settings) }),

  async models (settings, { fetchJson }) {
    return readModels(await fetchJson(withVersion(settings.baseUrl) + '/models', { headers: headers(settings) }))
  },
})
