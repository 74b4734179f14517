import type { Template } from '../../core/provider.ts'

/** Well-known services that speak OpenAI chat, and the empty form for all others. */
export const templates: [Template, ...Template[]] = [
  { id: 'openai-compatible', displayName: 'Custom (OpenAI-compatible)', baseUrl: 'http://localhost:8000/v1', docsUrl: 'https://platform.openai.com/docs/api-reference/chat', requiresKey: false, description: 'Any server that answers /chat/completions.' },
  { id: 'groq', displayName: 'Groq', baseUrl: 'https://api.groq.com/openai/v1', docsUrl: 'https://console.groq.com/docs', requiresKey: true },
  { id: 'deepseek', displayName: 'DeepSeek', baseUrl: 'https://api.deepseek.com', docsUrl: 'https://api-docs.deepseek.com', requiresKey: true },
  { id: 'xai', displayName: 'xAI', baseUrl: 'https://api.x.ai/v1', docsUrl: 'https://docs.x.ai', requiresKey: true },
  { id: 'openrouter', displayName: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1', docsUrl: 'https://openrouter.ai/docs', requiresKey: true },
  { id: 'together', displayName: 'Together AI', baseUrl: 'https://api.together.xyz/v1', docsUrl: 'https://docs.together.ai', requiresKey: true },
  { id: 'fireworks', displayName: 'Fireworks AI', baseUrl: 'https://api.fireworks.ai/inference/v1', docsUrl: 'https://docs.fireworks.ai', requiresKey: true },
  { id: 'perplexity', displayName: 'Perplexity', baseUrl: 'https://api.perplexity.ai', docsUrl: 'https://docs.perplexity.ai', requiresKey: true },
  { id: 'cerebras', displayName: 'Cerebras', baseUrl: 'https://api.cerebras.ai/v1', docsUrl: 'https://inference-docs.cerebras.ai', requiresKey: true },
  { id: 'vllm', displayName: 'vLLM', baseUrl: 'http://localhost:8000/v1', docsUrl: 'https://docs.vllm.ai', requiresKey: false, description: 'A vLLM server of your own.' },
  { id: 'llama-cpp', displayName: 'llama.cpp', baseUrl: 'http://localhost:8080/v1', docsUrl: 'https://github.com/ggml-org/llama.cpp/tree/master/tools/server', requiresKey: false, description: 'llama-server on your own machine.' },
  { id: 'lm-studio', displayName: 'LM Studio', baseUrl: 'http://localhost:1234/v1', docsUrl: 'https://lmstudio.ai/docs', requiresKey: false, description: 'The local server of LM Studio.' },
]
