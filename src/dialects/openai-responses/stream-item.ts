import type { Wire } from '../wire.ts'
import type { EventWriter } from './event-writer.ts'
import type { Status } from './items.ts'

/** An item of a streamed output: begun when it is made, closed once. */
export type StreamItem = {
  /** As it stands; whole when it is closed. */
  readonly item: Wire
  /** The event that begins it. */
  readonly opening: string
  close(status: Status): string
}

/** Where an item stands in its stream. */
export type Place = { events: EventWriter; id: string; at: number }

export const addedEvent = ({ events, at }: Pick<Place, 'events' | 'at'>, item: Wire): string => events.write('response.output_item.added', { output_index: at, item })

export const doneEvent = ({ events, at }: Pick<Place, 'events' | 'at'>, item: Wire): string => events.write('response.output_item.done', { output_index: at, item })
