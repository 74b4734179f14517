import fp from 'fastify-plugin'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { retryHeaders, toEnvelope } from '../core/envelope.ts'
import type { AnyDoor } from '../core/dialect.ts'
import { asGatewayError, type ErrorKind, GatewayError } from '../core/errors.ts'
import { readValidation } from './validation.ts'

/** Fastify's own refusals, in our words. */
const known: Record<string, [ErrorKind, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'The body is larger than this server accepts.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'Send JSON with the header content-type: application/json.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid_json', 'The body is empty; it must be JSON.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_json', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid_request', 'The body is not as long as content-length says.'],
}

/** Reads anything thrown on the way to an answer. */
export function readFailure (thrown: Error): GatewayError {
  if (thrown instanceof GatewayError) return thrown
  const { validation, validationContext, code, statusCode } = thrown as FastifyError
  if (validation !== undefined) return readValidation(validation, validationContext ?? 'body')
  const [kind, message] = known[code] ?? []
  if (kind !== undefined) return new GatewayError(kind, message!, { cause: thrown })
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new GatewayError('invalid_request', 'The request is not valid.', { status: statusCode, cause: thrown })
  return asGatewayError(thrown)
}

/** Answers with the error envelope. */
export const sendFailure = (request: FastifyRequest, reply: FastifyReply, error: GatewayError): FastifyReply => {
  const { statusOf, writeError = toEnvelope, requestIdHeader }: Partial<AnyDoor> = doorOf(request) ?? {}
  if (requestIdHeader !== undefined) reply.header(requestIdHeader, request.id)
  return reply.code(statusOf?.(error) ?? error.status).headers(retryHeaders(error)).type('application/json; charset=utf-8').send(writeError(error, request.id))
}

const doorOf = ({ routeOptions }: FastifyRequest): AnyDoor | undefined => routeOptions.config.door

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The dialect that the route's clients speak: its failures are told in that dialect's envelope. */
    door?: AnyDoor
  }
  interface FastifyRequest {
    /** Why the request failed, for its log line. */
    failure: GatewayError | null
  }
}

/** Every failure becomes the one envelope; what is not ours is logged whole and told as `internal`. */
export default fp(async function errors (app) {
  app.decorateRequest('failure', null)
  app.setErrorHandler<Error>((thrown, request, reply) => {
    const error = readFailure(thrown)
    request.failure = error
    return sendFailure(request, reply, error)
  })
  app.setNotFoundHandler((request, reply) => {
    const error = new GatewayError('not_found', `There is nothing at ${request.method} ${request.url.split('?')[0]!.slice(0, 200)}.`)
    request.failure = error
    return sendFailure(request, reply, error)
  })
}, { name: 'errors' })
