import { GatewayError } from '../../core/errors.ts'

/** A request that the schema let through and that cannot be understood all the same. */
export const invalid = (param: string, what: string): GatewayError => new GatewayError('invalid_request', `${param} ${what}.`, { param })

const stateless = 'thread: this server keeps no conversations; send all messages, without `thread`.'

/** Anthropic's own word for a conversation that it does not keep: its SDK then goes on without, and sends every message. */
export const unsupportedThread = (): GatewayError => new GatewayError('invalid_request', stateless, {
  param: 'thread',
  body: { type: 'error', error: { type: 'invalid_request_error', message: stateless, details: { error_code: 'thread_unsupported_request' } } },
})
