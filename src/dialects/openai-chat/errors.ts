import { errorKinds, type GatewayError } from '../../core/errors.ts'

/** The error envelope: OpenAI's, with the request's id, the failing fields and what the provider said. */
export const writeError = ({ kind, message, more }: GatewayError, requestId: string) => ({
  error: {
    message,
    type: errorKinds[kind].type,
    code: kind,
    param: more.param ?? null,
    requestId,
    ...(more.details !== undefined && { details: more.details }),
    ...(more.upstream !== undefined && { upstream: more.upstream }),
  },
})

/** An error inside a stream: an event that openai-node throws as APIError and the AI SDK turns into an error part. */
export const writeStreamError = ({ kind, message, more }: GatewayError): string =>
  `data: ${JSON.stringify({ error: { message, type: errorKinds[kind].type, param: more.param ?? null, code: kind } })}\n\n`

/** The last event of every stream, after an error too. */
export const doneEvent = 'data: [DONE]\n\n'
