// Which dialect the traffic of each kind of provider is in.
import type { UpstreamDialect } from '../../src/core/dialect.ts'
import { anthropicMessages } from '../../src/dialects/anthropic-messages/index.ts'
import { gemini } from '../../src/dialects/gemini/index.ts'
import { ollamaChat } from '../../src/dialects/ollama/index.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import { openaiResponses } from '../../src/dialects/openai-responses/index.ts'

export const dialects: Readonly<Record<string, UpstreamDialect>> = {
  openai: openaiChat,
  'openai-responses': openaiResponses,
  'openai-compatible': openaiChat,
  groq: openaiChat,
  deepseek: openaiChat,
  huggingface: openaiChat,
  mistral: openaiChat,
  anthropic: anthropicMessages,
  ollama: ollamaChat,
  gemini,
}
