// Which dialect the traffic of each kind of provider is in.
import type { UpstreamDialect } from '../../src/core/dialect.ts'
import { anthropicMessages } from '../../src/dialects/anthropic-messages/index.ts'
import { ollamaChat } from '../../src/dialects/ollama/index.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'

export const dialects: Readonly<Record<string, UpstreamDialect>> = {
  openai: openaiChat,
  'openai-compatible': openaiChat,
  groq: openaiChat,
  deepseek: openaiChat,
  huggingface: openaiChat,
  mistral: openaiChat,
  anthropic: anthropicMessages,
  ollama: ollamaChat,
}
