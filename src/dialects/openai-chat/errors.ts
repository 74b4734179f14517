import { errorKinds, type GatewayError } from '../../core/errors.ts'

/** An error inside a stream: an event that openai-node throws as APIError and the AI SDK turns into an error part. */
export const writeStreamError = ({ kind, message, more }: GatewayError): string =>
  `data: ${JSON.stringify({ error: { message, type: errorKinds[kind].type, param: more.param ?? null, code: kind } })}\n\n`

/** The last event of every stream, after an error too. */
export const doneEvent = 'data: [DONE]\n\n'
