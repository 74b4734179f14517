// How a provider is heard and how it speaks, in words that are no vendor's. Written apart from src, so that both can be held against each other.
import type { Behaviour, Received, Reply } from '../replay-upstream.ts'

/** `signature`: Gemini signs the call itself. */
export type Call = { id: string; name: string; args: Record<string, unknown>; signature?: string }
export type Thought = { text: string; signature?: string; redacted?: string }

/** Counted as OpenAI does: `prompt` with what was cached, `completion` with what was thought. */
export type Tokens = { prompt: number; completion: number; cached?: number; written?: number; reasoning?: number }

/** Why an answer ended. */
export type Ending = 'stop' | 'length' | 'tool-calls' | 'content-filter'

/** What an answer says. */
export type Said = {
  text: string
  calls?: readonly Call[]
  thought?: Thought
  refusal?: string
  /** Absent: `tool-calls` beside calls, else `stop`. */
  ending?: Ending
  /** The provider's own word for the end, instead of what `ending` would be. */
  rawEnding?: string
  /** The text of the request at which it stopped. */
  stopSequence?: string
  tokens?: Tokens
  /** Log probabilities of its words. */
  logprobs?: boolean
  /** So many answers that say the same. */
  answers?: number
}

/** What a provider's protocol has words for, beyond text and calls. */
export const abilities = ['thought', 'signature', 'redacted', 'call-signature', 'thought-tokens', 'refusal', 'content-filter', 'cached', 'answers', 'logprobs', 'stop-sequence'] as const
export type Ability = typeof abilities[number]

/** Where a picture or a file is. */
export type Source = { url: string } | { data: string; mediaType: string }

/** What a provider was asked, as far as a test looks at it. What its protocol cannot say is absent. */
export type Asked = {
  isStream: boolean
  includeUsage?: boolean
  system?: string
  /** Everything that users said, in order. */
  prompt: string
  images: Source[]
  files: (Source & { name?: string })[]
  tools: { name: string; description?: string; parameters: any; isStrict?: boolean }[]
  choice?: 'auto' | 'none' | 'required' | { name: string }
  isSerial?: boolean
  /** The conversation's calls, thoughts and what tools answered. */
  calls: { id?: string; name: string; args: unknown; signature?: string }[]
  thoughts: Thought[]
  results: { id?: string; name?: string; text: string; isError?: boolean }[]
  format?: 'json' | { schema: any }
  effort?: string
  budget?: number
  verbosity?: string
  maxTokens?: number
  temperature?: number
  topP?: number
  topK?: number
  stop?: string[]
  seed?: number
  n?: number
  logprobs?: boolean
  topLogprobs?: number
  presencePenalty?: number
  frequencyPenalty?: number
  user?: string
  metadata?: unknown
  tier?: string
  /** How many marks say where the prompt may be cached. */
  cacheMarks?: number
}

export type Trouble = 'failed' | 'overloaded' | 'rate-limited' | 'timeout' | 'auth' | 'invalid' | 'finish'

/** One wire protocol as a provider speaks it. */
export type Voice = {
  /** The id of the dialect. */
  dialect: string
  /** Of the request, below the host. */
  path: RegExp
  can: ReadonlySet<Ability>
  /** Whether results name the call that they belong to; then one without a call is refused. */
  hasCallIds: boolean
  hear(request: Received): Asked
  /** Why the real one would refuse this body, field by field; undefined when it would not. */
  refuse?(request: Received): Reply | undefined
  whole(said: Said, behaviour?: Behaviour): Reply
  /** `includeUsage`: what the request asked for, where the dialect has to be asked. */
  stream(said: Said, options?: Behaviour & { includeUsage?: boolean }): Reply
  /** Some text, then trouble inside the stream; undefined where the protocol has no word for it. */
  broken(message: string, trouble?: Trouble): Reply | undefined
  error(status: number, message: string, behaviour?: Behaviour): Reply
}

const tokens: Tokens = { prompt: 11, completion: 7 }

export const tokensOf = (said: Said): Required<Tokens> => ({ cached: 0, written: 0, reasoning: 0, ...said.tokens ?? tokens })

export const endingOf = ({ ending, calls = [] }: Said): Ending => ending ?? (calls.length > 0 ? 'tool-calls' : 'stop')

/** Text in the pieces that tokens make, spaces in front. */
export const pieces = (text: string): string[] => text.match(/\s*\S+|\s+$/g) ?? []

/** JSON in two pieces, so that nobody can read one of them. */
export const halves = (value: unknown): [string, string] => {
  const text = JSON.stringify(value)
  return [text.slice(0, text.length >> 1), text.slice(text.length >> 1)]
}

/** What a list of content parts, or a plain text, says. */
export const textOf = (content: any, field = 'text'): string =>
  typeof content === 'string' ? content : Array.isArray(content) ? content.map(part => typeof part === 'string' ? part : part?.[field] ?? '').join('') : ''

/** A data URL taken apart; any other address as it is. */
export const sourceOf = (url: string): Source => {
  const [, mediaType, data] = /^data:([^;,]*);base64,(.*)$/s.exec(url) ?? []
  return data === undefined ? { url } : { mediaType: mediaType!, data }
}

/** The fields that were really given. */
export const given = <T extends object>(fields: { [K in keyof T]?: T[K] | undefined | null }): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as T // the rest was left out

/** How often a request says where it may be cached. */
export const countMarks = (body: unknown): number => JSON.stringify(body)?.match(/"cache_control":\{/g)?.length ?? 0

export const parse = (json: unknown): any => {
  if (typeof json !== 'string') return json
  try {
    return JSON.parse(json === '' ? '{}' : json)
  } catch {
    return json
  }
}
