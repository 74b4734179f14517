// How a client of each dialect asks, and what it makes of the answer: strictly, and written apart from src.
import type { ToldChoice } from '../wire-rules.ts'
import type { Source, Tokens } from '../voices/voice.ts'

export type Tool = { name: string; description: string; parameters: object }

/** What a tool answered. */
export type Result = { id: string; name: string; text: string; isError?: boolean }

/** A question in words that are no vendor's. */
export type Question = {
  model: string
  prompt: string
  stream?: boolean
  system?: string
  image?: Source
  file?: { data: string; mediaType: string; name: string }
  tools?: readonly Tool[]
  choice?: 'auto' | 'none' | 'required' | { name: string }
  isSerial?: true
  format?: 'json' | { name: string; schema: object }
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
  logprobs?: true
  topLogprobs?: number
  presencePenalty?: number
  frequencyPenalty?: number
  user?: string
  metadata?: Record<string, string>
  tier?: string
  /** Marks the prompt as one to be cached. */
  cache?: true
  /** What was answered before, as it came, and what its calls came to. */
  before?: { answer: any; results: readonly Result[] }
}

/** An error as its dialect's clients read it. */
export type ToldError = { message: string; type: string; code?: string; param?: string | null; requestId?: string; body: any }

/** What a client makes of an answer. `problems` names every rule that it breaks. */
export type Told = { choices: ToldChoice[]; tokens: Required<Tokens> | undefined; error: ToldError | undefined; /** Why the first choice ended, in the dialect's own word. */ ending: string | undefined; stopSequence?: string; problems: string[] }

/** What a dialect may have no words for although it has some for the like. */
export type Special = 'json-mode' | 'failed-results' | 'met-stops'

export type Door = {
  /** The id of its dialect. */
  dialect: string
  /** Where the house listens; absent where it speaks the dialect at no door. */
  path?: string
  /** What the dialect has no words for: in questions, and beside them. */
  lacks: readonly (keyof Question | Special)[]
  ask(question: Question): Record<string, any>
  /** Reads a stream. `includeUsage`: whether it was asked for. */
  readStream(text: string, includeUsage?: boolean): Told
  /** Reads a whole answer. */
  readWhole(body: any): Told
  readError(body: any, problems: string[]): ToldError
}

export const blankChoice = (): ToldChoice => ({ text: '', reasoning: '', refusal: '', tool_calls: [], finish_reason: undefined, logprobs: 0 })

/** Notes each rule that is broken, once. */
export const createRule = (problems: string[]) => (isKept: boolean, what: string): void => {
  if (!isKept && !problems.includes(what)) problems.push(what)
}
export type Rule = ReturnType<typeof createRule>

export type SseFrame = { event: string | undefined; data: string }

/** Events by the specification's own steps; comments are skipped. */
export function readFrames (stream: string, rule: Rule): SseFrame[] {
  const frames: SseFrame[] = []
  let data: string[] = []
  let event: string | undefined
  for (const line of stream.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    if (line === '') {
      if (data.length > 0) frames.push({ event, data: data.join('\n') })
      data = []
      event = undefined
    } else if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5))
    else if (line.startsWith('event:')) event = line.slice(6).trim()
  }
  rule(data.length === 0, 'the last event is whole')
  return frames
}

export const parseOr = (json: string): any => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

export const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

export const pictureUrl = (source: Source): string => 'url' in source ? source.url : `data:${source.mediaType};base64,${source.data}`

/** The fields that were really asked for. */
export const set = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
