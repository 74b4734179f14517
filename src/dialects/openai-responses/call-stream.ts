import type { Wire } from '../wire.ts'
import { callItem, type Status } from './items.ts'
import { addedEvent, doneEvent, type Place, type StreamItem } from './stream-item.ts'

/** A call of a function as it is streamed. Several may be open at once: their arguments may come in turns. */
export class CallStream implements StreamItem {
  item: Wire
  readonly opening: string
  readonly #place: Place
  readonly #call: { id: string; name: string }
  readonly #write: (delta: string) => string
  #json = ''

  constructor (place: Place, call: { id: string; name: string }) {
    this.#place = place
    this.#call = call
    this.#write = place.events.createDelta('response.function_call_arguments.delta', this.#inside)
    this.item = callItem(place.id, 'in_progress', { ...call, arguments: '' })
    this.opening = addedEvent(place, this.item)
  }

  /** On the token path. */
  add (json: string): string {
    this.#json += json
    return this.#write(json)
  }

  close (status: Status): string {
    const closing = this.#place.events.write('response.function_call_arguments.done', { ...this.#inside, name: this.#call.name, arguments: this.#json })
    this.item = callItem(this.#place.id, status, { ...this.#call, arguments: this.#json })
    return closing + doneEvent(this.#place, this.item)
  }

  get #inside (): Wire {
    return { item_id: this.#place.id, output_index: this.#place.at }
  }
}
