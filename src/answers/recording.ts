import type { KeptAnswer } from '../core/answers.ts'
import type { GatewayError } from '../core/errors.ts'
import type { Receipt } from '../core/chat.ts'
import type { AnswerHead, Consumer } from '../gateway/index.ts'

/** A larger answer is given, but not kept. */
export const maxKeptBytes = 8 * 1024 * 1024

export type RecordingEnd = { answer: KeptAnswer | undefined }

/**
 * An answer while it is given: told to whoever waits, and kept whole for those who come later. `receipt` of a listener
 * is its own; the first one has that of the call.
 */
export class Recording implements Consumer {
  readonly requestHash: string
  readonly #onOver: (end: RecordingEnd) => void
  readonly #listeners = new Map<Consumer, Receipt | undefined>()
  #head: AnswerHead | undefined
  #chunks: Buffer[] = []
  #bytes = 0
  #isTooLarge = false
  /** Ends the call; used when nobody listens and nothing can be kept. */
  abandon: (() => void) | undefined

  constructor (requestHash: string, onOver: (end: RecordingEnd) => void) {
    this.requestHash = requestHash
    this.#onOver = onOver
  }

  get isTooLarge (): boolean { return this.#isTooLarge }

  /** Tells it what was said so far, and from now on the rest. */
  add (consumer: Consumer, receipt: Receipt | undefined): void {
    this.#listeners.set(consumer, receipt)
    if (this.#head === undefined) return
    this.#begin(consumer, receipt)
    for (const chunk of this.#chunks) consumer.onBytes(chunk)
  }

  remove (consumer: Consumer): void {
    this.#listeners.delete(consumer)
  }

  onStart (head: AnswerHead): void {
    this.#head = head
    for (const [consumer, receipt] of this.#listeners) this.#begin(consumer, receipt)
  }

  /** The slowest listener sets the pace; without any nothing holds it up. */
  onBytes (bytes: Buffer | string): boolean {
    this.#keep(bytes)
    let hasRoom = true
    for (const consumer of this.#listeners.keys()) if (!consumer.onBytes(bytes)) hasRoom = false
    if (this.#isTooLarge && this.#listeners.size === 0) this.abandon?.()
    return hasRoom
  }

  onEnd (bytes: Buffer | string): void {
    this.#keep(bytes)
    const { receipt, contentType, provider, model } = this.#head!
    const isWhole = receipt.status === 'ok' && !this.#isTooLarge
    this.#onOver({
      answer: isWhole
        ? { contentType, provider, model, bytes: Buffer.concat(this.#chunks), usage: receipt.reported, finish: receipt.finish, at: receipt.startedAt, requestHash: this.requestHash }
        : undefined,
    })
    for (const consumer of this.#listeners.keys()) consumer.onEnd(bytes)
  }

  onFail (error: GatewayError, receipt: Receipt): void {
    this.#onOver({ answer: undefined })
    for (const [consumer, own] of this.#listeners) consumer.onFail(error, own ?? receipt)
  }

  #begin (consumer: Consumer, receipt: Receipt | undefined): void {
    consumer.onStart(receipt === undefined ? this.#head! : { ...this.#head!, receipt })
  }

  #keep (bytes: Buffer | string): void {
    if (this.#isTooLarge || bytes.length === 0) return
    this.#bytes += bytes.length
    this.#isTooLarge = this.#bytes > maxKeptBytes
    if (this.#isTooLarge) this.#chunks = []
    else this.#chunks.push(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
  }
}
