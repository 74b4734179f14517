import type { Wire } from '../wire.ts'
import { messageItem, refusalPart, type Status, textPart } from './items.ts'
import { addedEvent, doneEvent, type Place, type StreamItem } from './stream-item.ts'

/** The index of a refusal among the parts of an answer, which has only one. */
const refusalIndex = -1
const noIndex = -2

/** A message as it is streamed: texts and refusals, one part after the other. */
export class MessageStream implements StreamItem {
  item: Wire
  readonly opening: string
  readonly #place: Place
  readonly #content: Wire[] = []
  /** The part that is open: its index among the parts of the answer, and what it has said. */
  #index = noIndex
  #words = ''
  #logprobs: object[] = []
  #annotations: unknown[] = []
  #write: (delta: string) => string = String

  constructor (place: Place) {
    this.#place = place
    this.item = messageItem(place.id, 'in_progress', [])
    this.opening = addedEvent(place, this.item)
  }

  /** On the token path. `logprobs`: those of the words' tokens. */
  say (index: number, words: string, logprobs?: object[]): string {
    const opening = index === this.#index ? '' : this.#open(index)
    this.#words += words
    if (logprobs === undefined) return opening + this.#write(words)
    this.#logprobs.push(...logprobs)
    return opening + this.#tell('response.output_text.delta', { delta: words, logprobs })
  }

  refuse (words: string): string {
    return this.say(refusalIndex, words)
  }

  /** An annotation of the text that is open; nothing when none is. */
  annotate (annotation: unknown): string {
    if (this.#index < 0) return ''
    this.#annotations.push(annotation)
    return this.#tell('response.output_text.annotation.added', { annotation_index: this.#annotations.length - 1, annotation })
  }

  close (status: Status): string {
    const closing = this.#closePart()
    this.item = messageItem(this.#place.id, status, this.#content)
    return closing + doneEvent(this.#place, this.item)
  }

  #tell (type: string, fields: Wire): string {
    return this.#place.events.write(type, { ...this.#inside, ...fields })
  }

  get #inside (): Wire {
    return { item_id: this.#place.id, output_index: this.#place.at, content_index: this.#content.length }
  }

  #open (index: number): string {
    const closing = this.#closePart()
    this.#index = index
    const isRefusal = index === refusalIndex
    this.#write = isRefusal
      ? this.#place.events.createDelta('response.refusal.delta', this.#inside)
      : this.#place.events.createDelta('response.output_text.delta', this.#inside, ',"logprobs":[]')
    return closing + this.#tell('response.content_part.added', { part: isRefusal ? refusalPart('') : textPart('') })
  }

  #closePart (): string {
    if (this.#index === noIndex) return ''
    const isRefusal = this.#index === refusalIndex
    const part = isRefusal ? refusalPart(this.#words) : textPart(this.#words, this.#logprobs, this.#annotations)
    const told = isRefusal
      ? this.#tell('response.refusal.done', { refusal: this.#words })
      : this.#tell('response.output_text.done', { text: this.#words, logprobs: this.#logprobs })
    const closing = told + this.#tell('response.content_part.done', { part })
    this.#content.push(part)
    this.#index = noIndex
    this.#words = ''
    this.#logprobs = []
    this.#annotations = []
    return closing
  }
}
