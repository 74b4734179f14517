import type { ChatEvent, ChatRequest } from '../core/chat.ts'
import type { DoorDialect, Passage } from '../core/dialect.ts'

/** Told each event of an answer as it comes. An attempt that is given up before anything meaningful begins anew with `message-start`. */
export type EventListener = (event: ChatEvent) => void

/** One byte that stands for "something was said": what was said went to the listener. */
const nod = '.'

/**
 * A door inside the house: the request comes as it is understood here, and events are handed over instead of being written.
 * So chats go through the same engine as clients do.
 */
export const createHouseDoor = (listener: EventListener): DoorDialect<{ request: ChatRequest }> => ({
  id: 'house',
  streamType: 'text/event-stream',
  ping: '',
  readRequest: ({ request }) => structuredClone(request),
  writeResponse: () => ({}),
  createStreamWriter: () => ({
    write (event) {
      listener(event)
      return nod
    },
    end: () => '',
  }),
  writeError: () => ({}),
  createRelay: (): Passage => { throw new TypeError('no provider speaks as the house does') },
  inspectResponse: () => ({ usage: undefined, finish: undefined, body: undefined }),
})
