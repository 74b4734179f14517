import type { Wire } from '../wire.ts'
import { reasoningItem, summaryPart } from './items.ts'
import { type Seal, writeSeal } from './seal.ts'
import { addedEvent, doneEvent, type Place, type StreamItem } from './stream-item.ts'

/** Reasoning as it is streamed: a summary if there is text to show, and at the end what proves it. */
export class ReasoningStream implements StreamItem {
  item: Wire
  readonly opening: string
  readonly #place: Place
  #words = ''
  #seal: string | undefined
  #write: ((delta: string) => string) | undefined

  constructor (place: Place) {
    this.#place = place
    this.item = reasoningItem(place.id, '', undefined)
    this.opening = addedEvent(place, this.item)
  }

  /** On the token path. */
  think (words: string): string {
    if (words === '') return ''
    const opening = this.#write === undefined ? this.#tell('response.reasoning_summary_part.added', { part: summaryPart('') }) : ''
    this.#write ??= this.#place.events.createDelta('response.reasoning_summary_text.delta', this.#inside)
    this.#words += words
    return opening + this.#write(words)
  }

  prove (proof: Seal): void {
    this.#seal = writeSeal(proof) ?? this.#seal
  }

  close (): string {
    const closing = this.#write === undefined
      ? ''
      : this.#tell('response.reasoning_summary_text.done', { text: this.#words }) + this.#tell('response.reasoning_summary_part.done', { part: summaryPart(this.#words) })
    this.item = reasoningItem(this.#place.id, this.#words, this.#seal)
    return closing + doneEvent(this.#place, this.item)
  }

  #tell (type: string, fields: Wire): string {
    return this.#place.events.write(type, { ...this.#inside, ...fields })
  }

  get #inside (): Wire {
    return { item_id: this.#place.id, output_index: this.#place.at, summary_index: 0 }
  }
}
