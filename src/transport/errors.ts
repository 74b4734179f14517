import { GatewayError } from '../core/errors.ts'

const unreachable: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ENOTFOUND: 'has a name that cannot be resolved',
  EAI_AGAIN: 'has a name that cannot be resolved just now',
  ETIMEOUT: 'has a name that was not resolved in time',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  ETIMEDOUT: 'did not accept the connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'did not accept the connection in time',
}

/** What this machine has no more of: not the provider's fault. */
const ownLack = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'EADDRNOTAVAIL'])

const broken = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'])

/** Reads a failure of the connection. The address stays out of the message: it may be internal. */
export function readTransportError (thrown: Error): GatewayError {
  const inner = thrown.cause instanceof GatewayError ? thrown.cause : thrown
  if (inner instanceof GatewayError) return inner
  const code = (thrown as NodeJS.ErrnoException).code ?? ''
  const cause = { cause: thrown }
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return new GatewayError('upstream_timeout', 'The provider did not begin to answer in time.', cause)
  if (code === 'UND_ERR_BODY_TIMEOUT') return new GatewayError('upstream_timeout', 'The provider fell silent in the middle of its answer.', cause)
  if (ownLack.has(code)) return new GatewayError('unavailable', 'The server has no room for another connection.', { ...cause, retryAfterMs: 1000 })
  if (unreachable[code] !== undefined) return new GatewayError('upstream_unreachable', `The provider ${unreachable[code]}.`, cause)
  if (broken.has(code)) return new GatewayError('upstream_cut', 'The provider closed the connection before its answer was complete.', cause)
  if (code.startsWith('HPE_') || thrown.name.startsWith('HTTPParser')) return new GatewayError('upstream_bad_response', 'The provider answered something that is not HTTP.', cause)
  if (isTlsCode(code)) return new GatewayError('upstream_unreachable', `The provider’s TLS certificate was not accepted (${code}).`, cause)
  return new GatewayError('upstream_unreachable', 'The connection to the provider failed.', cause)
}

const isTlsCode = (code: string): boolean => /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code)
