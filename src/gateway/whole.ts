import type { ChatResponse } from '../core/chat.ts'
import type { InspectedResponse } from '../core/dialect.ts'
import { GatewayError } from '../core/errors.ts'
import type { Telling } from './attempt.ts'
import { eventsOf } from './response-events.ts'

/** A whole upstream answer, ready for the client. `bytes` are the upstream's own where nothing had to change. */
export type Whole = { bytes: Buffer | string } & Omit<InspectedResponse, 'body'>

/** Reads a whole answer and writes it in the door's dialect. Throws GatewayError for an error inside a 200 and for garbage. */
export function readWhole (bytes: Buffer, { tongue, isRelay, door, createContext }: Telling): Whole {
  const body = parse(bytes)
  if (isRelay) {
    const { usage, finish, body: mended } = door.inspectResponse(body)
    return { bytes: mended === undefined ? bytes : JSON.stringify(mended), usage, finish }
  }
  const response = tongue.dialect.readResponse(body)
  return { bytes: JSON.stringify(door.writeResponse(response, createContext())), usage: response.usage, finish: finishOf(response) }
}

/** Other operations than chat have no choices and no finish. */
const finishOf = ({ choices }: Partial<ChatResponse>): string | undefined => choices?.[0]?.rawFinish

/** The same for a client that asked for a stream and an upstream that ignored it. */
export function streamWhole (bytes: Buffer, { tongue, door, createContext }: Telling): Whole {
  const response = tongue.dialect.readResponse(parse(bytes))
  const writer = door.createStreamWriter(createContext())
  let text = ''
  for (const event of eventsOf(response)) text += writer.write(event)
  return { bytes: text + writer.end(), usage: response.usage, finish: response.choices[0]?.rawFinish }
}

const parse = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString())
  } catch (cause) {
    const kind = /^\s*</.test(bytes.toString('latin1', 0, 64)) ? 'an HTML page' : 'something that is not JSON'
    throw new GatewayError('upstream_bad_response', `The provider answered ${kind}.`, { cause })
  }
}
