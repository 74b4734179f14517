// Good streams to be damaged: what providers were recorded to send, what their documentation shows, and what the voices say.
import { fixtureCases } from '../helpers/fixtures.ts'
import { anthropicMessagesVoice } from '../helpers/voices/anthropic-messages.ts'
import { geminiVoice } from '../helpers/voices/gemini.ts'
import { ollamaVoice } from '../helpers/voices/ollama.ts'
import { createOpenaiVoice } from '../helpers/voices/openai-chat.ts'
import { openaiResponsesVoice } from '../helpers/voices/openai-responses.ts'
import type { Said, Voice } from '../helpers/voices/voice.ts'
import { dialects } from '../conformance/dialects.ts'

export type Stream = { name: string; dialect: string; bytes: Buffer }

const voices: readonly Voice[] = [createOpenaiVoice(), createOpenaiVoice({ thinksInContent: true, tellsUsage: true }), anthropicMessagesVoice, openaiResponsesVoice, ollamaVoice, geminiVoice]

const sayings: readonly Said[] = [
  { text: 'Hello, wörld 👋 — this is a short answer.' },
  { text: 'I look.', thought: { text: 'They ask for two things.', signature: 'c2ln' }, calls: [{ id: 'call_1', name: 'f', args: { a: [1, { b: 'ü' }] } }, { id: 'call_2', name: 'g', args: {} }] },
  { text: '', refusal: 'I must not.' },
  { text: 'Yes.', logprobs: true, answers: 2, stopSequence: 'END', tokens: { prompt: 100, completion: 5, cached: 60, reasoning: 2 } },
]

const spoken = voices.flatMap(({ dialect, stream, broken }): Stream[] => [
  ...sayings.map((said, at) => ({ name: `${dialect} voice ${at}`, dialect, bytes: stream(said, { includeUsage: true }).body! })),
  { name: `${dialect} voice, broken`, dialect, bytes: broken('the GPU caught fire')!.body! },
])

/** The same as whole answers. */
export const spokenAnswers: readonly Stream[] = voices.flatMap(({ dialect, whole }) => sayings.map((said, at) => ({ name: `${dialect} voice ${at}`, dialect, bytes: whole(said).body! })))

/** What is long says nothing more; recordings of megabytes would only be slow. */
const longest = 40_000

const recorded = fixtureCases.filter(({ kind, isStream, bytes }) => isStream && bytes.length > 0 && dialects[kind] !== undefined)
  .map(({ name, kind, bytes }): Stream => ({ name, dialect: dialects[kind]!.id, bytes: bytes.subarray(0, longest) }))

export const corpus: readonly Stream[] = [...spoken, ...recorded]

export const corpusOf = (dialect: string): readonly Stream[] => corpus.filter(stream => stream.dialect === dialect)
