// How each kind of provider says the same things on its own wire, after the vendors' documentation.
import { json, type Received, type Reply } from './replay-upstream.ts'
import { anthropicMessagesVoice } from './voices/anthropic-messages.ts'
import { geminiEmbeddings, mistralEmbeddings, ollamaEmbeddings, openaiEmbeddings, type EmbeddingVoice } from './voices/embeddings.ts'
import { geminiVoice } from './voices/gemini.ts'
import { ollamaVoice } from './voices/ollama.ts'
import { createOpenaiVoice } from './voices/openai-chat.ts'
import { openaiResponsesVoice } from './voices/openai-responses.ts'
import type { Voice } from './voices/voice.ts'

export type { Asked, Call, Said, Trouble, Voice } from './voices/voice.ts'

/** A kind of provider: what its base URL ends in, and everything that it answers. The first voice is the one of its other dialects' clients. */
export type Speaker = {
  base: string
  voices: readonly [Voice, ...Voice[]]
  embeddings?: EmbeddingVoice
  /** Counts the tokens of a prompt. */
  count?: { path: RegExp; answer(tokens: number): object }
  listing: readonly [path: string, body: object]
}

/** OpenAI’s own chat completions keep to themselves what the model thinks; DeepSeek’s and others’ tell. */
const openaiOwnVoice = createOpenaiVoice({ can: ['thought-tokens', 'refusal', 'content-filter', 'cached', 'answers', 'logprobs'] })
const openaiChatVoice = createOpenaiVoice()
const mistralVoice = createOpenaiVoice({ thinksInContent: true, tellsUsage: true, finishes: { length: 'model_length' }, can: ['thought', 'cached', 'answers'] })
const openaiListing = (more: object = {}) => ['/v1/models', { object: 'list', data: [{ id: 'm', object: 'model', created: 1_700_000_000, owned_by: 'openai', ...more }] }] as const

const speakers = {
  openai: { base: '/v1', voices: [openaiOwnVoice, openaiResponsesVoice], embeddings: openaiEmbeddings, listing: openaiListing() },
  'openai-compatible': { base: '/v1', voices: [openaiChatVoice], embeddings: openaiEmbeddings, listing: ['/v1/models', { data: [{ id: 'm', object: 'model' }] }] },
  huggingface: { base: '/v1', voices: [openaiChatVoice], embeddings: openaiEmbeddings, listing: openaiListing({ owned_by: 'acme', providers: [{ provider: 'acme', status: 'live' }] }) },
  mistral: { base: '/v1', voices: [mistralVoice], embeddings: mistralEmbeddings, listing: openaiListing({ owned_by: 'mistralai', capabilities: { completion_chat: true } }) },
  anthropic: {
    base: '/v1',
    voices: [anthropicMessagesVoice],
    count: { path: /\/messages\/count_tokens$/, answer: tokens => ({ input_tokens: tokens }) },
    listing: ['/v1/models', { data: [{ type: 'model', id: 'm', display_name: 'M', created_at: '2025-01-01T00:00:00Z' }], has_more: false, first_id: 'm', last_id: 'm' }],
  },
  ollama: { base: '', voices: [ollamaVoice], embeddings: ollamaEmbeddings, listing: ['/api/tags', { models: [{ name: 'm', model: 'm', details: { family: 'llama' } }] }] },
  gemini: {
    base: '/v1beta',
    voices: [geminiVoice],
    embeddings: geminiEmbeddings,
    listing: ['/v1beta/models', { models: [{ name: 'models/m', displayName: 'M', inputTokenLimit: 1000, outputTokenLimit: 100, supportedGenerationMethods: ['generateContent', 'countTokens', 'embedContent'] }] }],
  },
} as const satisfies Record<string, Speaker>

export type Kind = keyof typeof speakers

/** Every kind of provider that calls an upstream. */
export const kinds = Object.keys(speakers) as Kind[] // its own keys

/** By kind, all that its provider can say. */
export const speakerOf = (kind: Kind): Speaker => speakers[kind]

/** By kind, the voice that answers chats of any door. */
export const voices: Readonly<Record<Kind, Voice>> = Object.fromEntries(Object.entries(speakers).map(([kind, { voices }]) => [kind, voices[0]])) as Record<Kind, Voice> // the same keys

export const speaksOpenai = (kind: Kind): boolean => [openaiOwnVoice, openaiChatVoice].includes(voices[kind])

export const promptTokens = 42

/** Everything that a kind of provider answers at all: what `say` makes of a chat, vectors, counts, its models. */
export const answerOf = (kind: Kind, say: (voice: Voice, request: Received) => Reply) => (request: Received): Reply | undefined => {
  const { voices, embeddings, count, listing } = speakerOf(kind)
  if (request.method === 'GET') return request.path === listing[0] ? json(listing[1]) : undefined
  const voice = voices.find(({ path }) => path.test(request.path))
  if (voice !== undefined) return voice.refuse?.(request) ?? say(voice, request)
  if (embeddings?.path.test(request.path)) return embeddings.answer(request)
  return count?.path.test(request.path) ? json(count.answer(promptTokens)) : undefined
}
