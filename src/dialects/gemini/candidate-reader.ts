import type { ChatEvent } from '../../core/chat.ts'
import type { GatewayError } from '../../core/errors.ts'
import { syntheticCallId } from '../call-id.ts'
import { isObject, list, text, type Wire } from '../wire.ts'
import { badFinish, nameless } from './errors.ts'
import { readFinish } from './finish.ts'
import { extraName } from './id.ts'
import { readLogprobs } from './logprobs.ts'
import { createFieldTeller, readCandidateFields } from './own-fields.ts'
import { kindOf } from './part-kind.ts'
import { readProof, type Proof } from './signature.ts'

/** Reads the pieces of one candidate of a stream. On the token path. */
export class CandidateReader {
  /** Why it ended, and in whose words. Told at the end of the stream only: older models say it with every piece. */
  #finish: { raw: string; message: unknown } | undefined
  /** Set on an event only when it is not the first candidate's. */
  readonly #mark: { choice?: number }
  #parts = 0
  #calls = 0
  /** What the newest part is, while it may go on. */
  #open: 'text' | 'reasoning' | undefined
  #hasContent = false
  readonly #tellFields = createFieldTeller()

  constructor (index: number) {
    this.#mark = index === 0 ? {} : { choice: index }
  }

  get isFinished (): boolean {
    return this.#finish !== undefined
  }

  /** Adds what a piece says. Returns the error when it cannot be read. */
  read (candidate: Wire, events: ChatEvent[]): GatewayError | undefined {
    let logprobs = readLogprobs(candidate['logprobsResult'])
    for (const part of list(candidate['content']?.parts)) {
      if (!isObject(part)) continue
      const proof = readProof(part['thoughtSignature'])
      if (isObject(part['functionCall'])) {
        if (text(part['functionCall']['name']) === undefined) return nameless()
        this.#call(part['functionCall'], proof, events)
      } else if (typeof part['text'] !== 'string') this.#add(part, events)
      else if (part['thought'] === true) this.#think(part['text'], proof, events)
      else {
        this.#say(part['text'], logprobs, events)
        logprobs = undefined
        if (isProven(proof)) this.#prove(proof, events)
      }
    }
    if (logprobs !== undefined) this.#say('', logprobs, events)
    this.#tellFields(readCandidateFields(candidate), events, this.#mark)
    const raw = text(candidate['finishReason'])
    if (raw !== undefined) this.#finish = { raw, message: candidate['finishMessage'] }
    return undefined
  }

  /** The stream is over. Returns the error when the answer ended in one. */
  end (events: ChatEvent[]): GatewayError | undefined {
    if (this.#finish === undefined) return undefined
    const { raw, message } = this.#finish
    const reason = readFinish(raw, { hasCalls: this.#calls > 0, isEmpty: !this.#hasContent })
    if (reason === 'error') return badFinish(raw, message)
    events.push({ type: 'message-end', reason, raw, ...this.#mark })
    return undefined
  }

  #say (words: string, logprobs: unknown, events: ChatEvent[]): void {
    if (words === '' && logprobs === undefined) return
    this.#hasContent ||= words !== ''
    events.push({ type: 'text-delta', index: this.#indexOf('text'), text: words, ...this.#mark, ...(logprobs !== undefined && { logprobs }) })
  }

  #think (words: string, proof: Proof, events: ChatEvent[]): void {
    if (words === '' && !isProven(proof)) return
    if (proof.redacted !== undefined) this.#open = undefined
    events.push({ type: 'reasoning-delta', index: this.#indexOf('reasoning'), text: words, ...proof, ...this.#mark })
    if (isProven(proof)) this.#open = undefined
  }

  /** The proof of a text is a thought without words of its own. */
  #prove (proof: Proof, events: ChatEvent[]): void {
    this.#open = undefined
    this.#think('', proof, events)
  }

  #call ({ id, name, args }: Wire, { signature, signedBy }: Proof, events: ChatEvent[]): void {
    this.#begin()
    const index = this.#calls++
    events.push({ type: 'tool-call-start', index, id: text(id) ?? syntheticCallId(), name, ...this.#mark, ...(signature !== undefined && { signature }), ...(signedBy !== undefined && { signedBy }) })
    events.push({ type: 'tool-call-delta', index, json: JSON.stringify(isObject(args) ? args : {}), ...this.#mark })
  }

  #add (part: Wire, events: ChatEvent[]): void {
    if (Object.keys(part).length === 0) return
    this.#begin()
    events.push({ type: 'extra', name: extraName(kindOf(part)), data: part, ...this.#mark })
  }

  /** A part that comes whole. */
  #begin (): void {
    this.#open = undefined
    this.#hasContent = true
    this.#parts++
  }

  #indexOf (kind: 'text' | 'reasoning'): number {
    if (this.#open === kind) return this.#parts - 1
    this.#open = kind
    return this.#parts++
  }
}

const isProven = ({ signature, redacted }: Proof): boolean => signature !== undefined || redacted !== undefined
