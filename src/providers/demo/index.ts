// A provider inside this process: no key, no network, and an answer for every state that a client may have to show.
import { randomUUID } from 'node:crypto'
import { Type } from '@sinclair/typebox'
import { defineProvider, tongue } from '../../core/provider.ts'
import { openaiChat } from '../../dialects/openai-chat/index.ts'
import { openaiEmbeddings } from '../../dialects/openai-embeddings/index.ts'
import { tidyBaseUrl } from '../base-url.ts'
import { baseUrlSetting } from '../settings.ts'
import { answer } from './answer.ts'
import { models } from './models.ts'

const baseUrl = 'https://demo.invalid/v1'

const surroundings = { now: Date.now, createId: () => 'chatcmpl-' + randomUUID().replaceAll('-', '') }

export default defineProvider({
  kind: 'demo',
  settings: Type.Object({ baseUrl: baseUrlSetting(baseUrl, 'Without meaning: nothing is sent anywhere.') }),
  templates: [{ id: 'demo', displayName: 'Demo', baseUrl, docsUrl: 'https://platform.openai.com/docs/api-reference/chat', requiresKey: false, description: 'Built in. Speaks OpenAI chat, answers the same way every time, and obeys words in brackets: see docs/demo-provider.md.' }],
  speaks: [tongue(openaiChat), tongue(openaiEmbeddings)],

  address: ({ baseUrl }, { path }) => ({ url: tidyBaseUrl(baseUrl) + path, headers: {} }),
  models: async () => models,
  answer: request => answer(request, surroundings),
})
