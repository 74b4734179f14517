import type { ChatEvent } from '../../core/chat.ts'
import { GatewayError } from '../../core/errors.ts'
import { noAnswer } from '../upstream-error.ts'
import { count, isObject, jsonText, list, others, text, type Wire } from '../wire.ts'
import { readCallExtra } from './call-signature.ts'
import { createCallTracker, type CallTracker, type TrackedCall } from './call-tracker.ts'
import { readContentChunks, reasoningOf } from './content.ts'
import { readFinish } from './finish.ts'
import { type Proof, proofOf, textOf } from './reasoning-details.ts'
import { ExtrasReader } from './stream-extras.ts'

const knownChoiceFields = new Set(['index', 'delta', 'message', 'text', 'finish_reason', 'logprobs', 'error'])
const knownDeltaFields = new Set(['role', 'content', 'reasoning_content', 'reasoning', 'reasoning_details', 'refusal', 'tool_calls', 'function_call'])
const knownCallFields = new Set(['index', 'id', 'type', 'function'])

/** Reads the deltas of one choice of a stream. */
export class ChoiceReader {
  isFinished = false
  readonly #choice: number
  /** Set on an event only when it is not the first choice's. */
  readonly #mark: { choice?: number }
  #parts = 0
  #textIndex = -1
  #reasoningIndex = -1
  /** The place that OpenRouter gave the block which the reasoning belongs to. */
  #block: number | undefined
  /** Whether the reasoning that goes on has text, and whether its proof has come. */
  #hasThought = false
  #isProven = false
  #calls: CallTracker | undefined
  /** The place of each call among those that were told. */
  readonly #places = new Map<TrackedCall, number>()
  readonly #choiceExtras = new ExtrasReader('choice.', knownChoiceFields)
  readonly #deltaExtras = new ExtrasReader('delta.', knownDeltaFields)

  constructor (choice: number) {
    this.#choice = choice
    this.#mark = choice === 0 ? {} : { choice }
  }

  /** Adds what a chunk says of this choice. Returns the error when it ends in one. */
  read (wire: Wire, events: ChatEvent[]): GatewayError | undefined {
    const delta = this.#deltaOf(wire)
    this.#choiceExtras.read(wire, events, this.#mark)
    if (delta !== undefined) this.#readDelta(delta, wire['logprobs'], events)
    const raw = text(wire['finish_reason'])
    if (raw === undefined || this.isFinished) return undefined
    this.isFinished = true
    if (this.#hasNamelessCall()) return noAnswer('with a tool call that has no name')
    const reason = readFinish(raw)
    if (reason === 'error') return new GatewayError('upstream_failed', `The provider ended its answer with “${raw}”.`, { upstream: { code: raw } })
    events.push({ type: 'message-end', reason, raw, ...this.#mark })
    return undefined
  }

  /** The delta; or, where a server sends only that, a whole message or a completion's text. */
  #deltaOf (wire: Wire): Wire | undefined {
    const { delta, message } = wire
    if (isObject(delta)) return delta
    if (isObject(message) && this.#parts === 0) return message
    return typeof wire['text'] === 'string' ? { content: wire['text'] } : undefined
  }

  #readDelta (delta: Wire, logprobs: unknown, events: ChatEvent[]): void {
    this.#deltaExtras.read(delta, events, this.#mark)
    const reasoning = reasoningOf(delta)
    const details = delta['reasoning_details']
    if (Array.isArray(details) && details.length > 0) this.#readDetails(details.filter(isObject), reasoning ?? '', events)
    else if (reasoning !== undefined) this.#reason(reasoning, events)
    const { content } = delta
    if (typeof content === 'string') this.#say(content, logprobs, events)
    else if (Array.isArray(content)) {
      const chunks = readContentChunks(content)
      if (chunks.reasoning !== '') this.#reason(chunks.reasoning, events)
      this.#say(chunks.text, logprobs, events)
      for (const data of chunks.rest) events.push({ type: 'extra', name: 'delta.content_parts', data, ...this.#mark })
    } else if (logprobs) this.#say('', logprobs, events)
    if (text(delta['refusal']) !== undefined) events.push({ type: 'refusal-delta', text: delta['refusal'], ...this.#mark })
    for (const call of list(delta['tool_calls'])) if (isObject(call)) this.#readCall(call, events)
    if (isObject(delta['function_call'])) this.#readCall({ index: -1, function: delta['function_call'] }, events)
  }

  #say (words: string, logprobs: unknown, events: ChatEvent[]): void {
    if (words === '' && !logprobs) return
    if (this.#textIndex < 0) this.#textIndex = this.#parts++
    if (this.#choice === 0 && !logprobs) events.push({ type: 'text-delta', index: this.#textIndex, text: words })
    else events.push({ type: 'text-delta', index: this.#textIndex, text: words, ...this.#mark, ...(logprobs ? { logprobs } : undefined) })
  }

  /** Details say which block a text belongs to, and prove it. The text itself stands in them, or only beside them. */
  #readDetails (details: Wire[], words: string, events: ChatEvent[]): void {
    const isInside = details.some(detail => textOf(detail) !== '')
    for (const [at, detail] of details.entries()) {
      const block = count(detail['index'])
      if (block !== undefined && block !== this.#block) {
        if (this.#block !== undefined) this.#reasoningIndex = -1
        this.#block = block
      }
      const said = isInside ? textOf(detail) : at === 0 ? words : ''
      const proof = proofOf(detail, said !== '' || (this.#reasoningIndex >= 0 && this.#hasThought))
      if (said !== '' || proof.signature !== undefined || proof.redacted !== undefined) this.#reason(said, events, proof)
    }
  }

  #reason (words: string, events: ChatEvent[], proof?: Proof): void {
    // What comes after a proof, and does not say where it belongs, is another thought.
    if (proof === undefined && this.#isProven) {
      this.#reasoningIndex = -1
      this.#block = undefined
    }
    if (this.#reasoningIndex < 0) {
      this.#reasoningIndex = this.#parts++
      this.#hasThought = false
    }
    if (words !== '') this.#hasThought = true
    this.#isProven = proof?.signature !== undefined || proof?.redacted !== undefined
    events.push({ type: 'reasoning-delta', index: this.#reasoningIndex, text: words, ...proof, ...this.#mark })
  }

  #readCall (delta: Wire, events: ChatEvent[]): void {
    if (delta['type'] !== undefined && delta['type'] !== null && delta['type'] !== 'function' && !isObject(delta['function'])) {
      events.push({ type: 'extra', name: 'delta.tool_calls', data: [delta], ...this.#mark })
      return
    }
    this.#calls ??= createCallTracker()
    const { call, isNew } = this.#calls.track(delta)
    if (isNew) this.#parts++
    const place = this.#places.get(call)
    if (place === undefined) {
      // A call is told once its name is known; what came of its arguments follows at once.
      if (call.name !== '') this.#begin(call, readCallExtra(others(delta, knownCallFields)), events)
      return
    }
    const json = jsonText(delta['function']?.arguments)
    if (json !== '') events.push({ type: 'tool-call-delta', index: place, json, ...this.#mark })
  }

  #begin (call: TrackedCall, more: ReturnType<typeof readCallExtra>, events: ChatEvent[]): void {
    const index = this.#places.size
    this.#places.set(call, index)
    events.push({ type: 'tool-call-start', index, id: call.id, name: call.name, ...this.#mark, ...more })
    if (call.json !== '') events.push({ type: 'tool-call-delta', index, json: call.json, ...this.#mark })
  }

  #hasNamelessCall (): boolean {
    return this.#calls?.calls.some(call => call.name === '') === true
  }
}
