// Our own simple chat: a message in, a reply or typed events out. A door only: no provider speaks it.
import type { DoorDialect } from '../../core/dialect.ts'
import { toEnvelope } from '../../core/envelope.ts'
import { GatewayError } from '../../core/errors.ts'
import { readRequest } from './request.ts'
import { writeResponse } from './response.ts'
import type { SimpleChatRequest } from './schema.ts'
import { createStreamWriter } from './stream-writer.ts'

const neverRelayed = (): never => { throw new GatewayError('internal', 'No provider speaks as the simple chat does.') }

export const parlanceChat: DoorDialect<SimpleChatRequest> = {
  id: 'parlance-chat',
  streamType: 'text/event-stream',
  readRequest,
  writeResponse,
  createStreamWriter,
  writeError: toEnvelope,
  createRelay: neverRelayed,
  inspectResponse: neverRelayed,
}
