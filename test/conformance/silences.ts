// What each dialect has no words for: the whole of what may be lost between two of them. Everything else must come through.

/** In requests. */
export type RequestSilence =
  | 'reasoning' // what the model thought before, unless it is signed
  | 'call-ids' | 'image-urls' | 'image-types' | 'image-detail' | 'files' | 'file-names' | 'tool-errors'
  /** Where a text ends and the next begins, and what stood between them. */
  | 'text-parts'
  /** A tool's result in several texts. */
  | 'result-parts'
  | 'tool-choice' | 'serial-calls' | 'json-mode' | 'temperature' | 'top-p' | 'top-k' | 'stop' | 'seed' | 'penalties' | 'n' | 'logprobs' | 'user' | 'metadata' | 'verbosity'

/** In answers. */
export type AnswerSilence =
  | 'choices' | 'logprobs' | 'signatures' | 'sealed-reasoning' | 'call-ids' | 'stop-sequence'
  /** That an answer with calls in it was cut or filtered. */
  | 'call-endings'
  /** Refusals are told as text. */
  | 'refusals'
  /** In which order text, thoughts and calls came. */
  | 'order'
  | 'cache-reads' | 'cache-writes' | 'reasoning-tokens'

export type Silence = { requests: readonly RequestSilence[]; answers: readonly AnswerSilence[]; /** What joins texts that cannot stay apart. */ glue?: string }

/** By the id of the dialect. */
export const silences: Readonly<Record<string, Silence>> = {
  'openai-chat': {
    requests: ['tool-errors'],
    answers: ['order', 'stop-sequence'],
  },
  'anthropic-messages': {
    requests: ['reasoning', 'image-detail', 'json-mode', 'seed', 'penalties', 'n', 'logprobs', 'metadata', 'verbosity'],
    answers: ['choices', 'logprobs', 'refusals'],
  },
  'openai-responses': {
    requests: ['reasoning', 'tool-errors', 'top-k', 'stop', 'seed', 'penalties', 'n'],
    answers: ['choices', 'stop-sequence'],
  },
  ollama: {
    requests: ['image-urls', 'image-types', 'image-detail', 'files', 'tool-errors', 'text-parts', 'result-parts', 'tool-choice', 'serial-calls', 'n', 'user', 'metadata', 'verbosity'],
    answers: ['choices', 'signatures', 'sealed-reasoning', 'call-endings', 'stop-sequence', 'refusals', 'order', 'cache-reads', 'cache-writes', 'reasoning-tokens'],
    glue: '\n',
  },
  gemini: {
    requests: ['image-detail', 'file-names', 'serial-calls', 'user', 'metadata', 'verbosity', 'result-parts'],
    answers: ['stop-sequence', 'refusals', 'cache-writes'],
  },
}

export const silenceOf = (id: string): Silence => {
  const silence = silences[id]
  if (silence === undefined) throw new Error(`Say in test/conformance/silences.ts what ${id} has no words for.`)
  return silence
}
