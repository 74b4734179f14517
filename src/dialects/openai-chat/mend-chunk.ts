import type { Usage } from '../../core/chat.ts'
import type { Progress } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { createId } from '../../lib/ids.ts'
import { readInBandError } from '../upstream-error.ts'
import { count, isObject, list, others, text, type Wire } from '../wire.ts'
import { mendChoice, type ChoiceState } from './mend-choice.ts'
import { usageOf } from './usage.ts'

/** What becomes of a chunk: its own bytes, new bytes, or nothing. */
export type Verdict = 'keep' | 'rewrite' | 'drop'

const kind = 'chat.completion.chunk'
const envelope = new Set(['id', 'object', 'created', 'model', 'choices', 'usage'])

/**
 * Mends the chunks of one stream that break a rule of OpenAI's clients, and keeps the score of it. Changes a chunk in
 * place. Throws GatewayError where a chunk says that the answer failed.
 */
export class ChunkMender {
  /** The stream's frames break a rule that every one of them breaks: all have to be looked at. */
  isOdd = false
  readonly #progress: Progress
  readonly #includeUsage: boolean
  readonly #choices = new Map<number, ChoiceState>()
  #id: string | undefined
  #model: string | undefined
  #created: number | undefined
  #carried: Record<string, unknown> | undefined
  #usageChunk: Wire | undefined

  constructor (progress: Progress, includeUsage: boolean) {
    this.#progress = progress
    this.#includeUsage = includeUsage
  }

  mend (chunk: Wire): Verdict {
    const usage = usageOf(chunk)
    if (usage !== undefined) this.#progress.usage = { ...this.#progress.usage, ...usage } satisfies Partial<Usage>
    if (chunk['error'] || chunk['object'] === 'error') throw readInBandError(chunk)
    const choices = list(chunk['choices'])
    if (choices.length === 0) return this.#mendEmpty(chunk)
    let isChanged = this.#mendEnvelope(chunk)
    // Usage has its own chunk, for those who asked; beside text it would be counted twice.
    if (isObject(chunk['usage'])) {
      if (this.#includeUsage) chunk['usage'] = null
      else delete chunk['usage']
      isChanged = true
    }
    for (let at = 0; at < choices.length; at++) if (this.#mendChoice(choices[at], at)) isChanged = true
    return isChanged ? 'rewrite' : 'keep'
  }

  /** The usage chunk, to be sent last to a client that asked: the upstream's own if it sent one. */
  writeUsage (): string {
    const usage = this.#progress.usage
    if (!this.#includeUsage || usage === undefined) return ''
    const chunk = this.#usageChunk ?? { id: this.#id, object: kind, created: this.#created, model: this.#model, choices: [], usage: usage.raw }
    return `data: ${JSON.stringify(chunk)}\n\n`
  }

  /** A chunk without a choice: usage, or news about the prompt. */
  #mendEmpty (chunk: Wire): Verdict {
    if (isObject(chunk['usage'])) {
      // With several choices llama.cpp sends one after each; clients want one, at the end.
      this.#mendEnvelope(chunk)
      this.#usageChunk = { ...chunk, choices: [] }
      return 'drop'
    }
    if (this.#id === undefined && text(chunk['id']) === undefined) {
      // Azure opens with a chunk that has no id yet; what it says goes with the next one.
      this.#carried = { ...this.#carried, ...others(chunk, envelope) }
      return 'drop'
    }
    const isChanged = this.#mendEnvelope(chunk)
    if (Array.isArray(chunk['choices'])) return isChanged ? 'rewrite' : 'keep'
    chunk['choices'] = []
    return 'rewrite'
  }

  #mendEnvelope (chunk: Wire): boolean {
    this.#id ??= text(chunk['id']) ?? createId('chatcmpl').replace('_', '-')
    this.#model ??= text(chunk['model']) ?? ''
    this.#created ??= count(chunk['created']) ?? Math.floor(Date.now() / 1000)
    let isChanged = false
    if (chunk['id'] !== this.#id || chunk['object'] !== kind || chunk['created'] !== this.#created || chunk['model'] !== this.#model) {
      Object.assign(chunk, { id: this.#id, object: kind, created: this.#created, model: this.#model })
      isChanged = this.isOdd = true
    }
    if (this.#carried !== undefined) {
      for (const name in this.#carried) chunk[name] ??= this.#carried[name]
      this.#carried = undefined
      isChanged = true
    }
    return isChanged
  }

  #mendChoice (choice: unknown, at: number): boolean {
    if (!isObject(choice)) return false
    if (choice['error']) throw readInBandError(choice)
    let isChanged = false
    if (count(choice['index']) === undefined) {
      choice['index'] = at
      isChanged = this.isOdd = true
    }
    const index: number = choice['index']
    let state = this.#choices.get(index)
    if (state === undefined) this.#choices.set(index, state = { hasRole: false, isFinished: false, isMeaningful: false, finish: undefined, calls: undefined })
    const raw = text(choice['finish_reason'])
    if (mendChoice(choice, state)) isChanged = true
    this.#note(state, raw)
    return isChanged
  }

  #note (state: ChoiceState, raw: string | undefined): void {
    const progress = this.#progress
    if (state.finish === 'error') throw new GatewayError('upstream_failed', `The provider ended its answer with “${raw}”.`, { upstream: { code: raw ?? '' } })
    if (state.isMeaningful) progress.isMeaningful = true
    if (state.isFinished) {
      progress.finish ??= raw
      progress.isFinished = [...this.#choices.values()].every(choice => choice.isFinished)
    } else progress.isFinished = false
  }
}
