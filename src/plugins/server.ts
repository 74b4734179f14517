import type { Socket } from 'node:net'
import Fastify, { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import type { Config } from '../config/index.ts'
import { retryHeaders, toEnvelope } from '../core/envelope.ts'
import { GatewayError } from '../core/errors.ts'
import { requestIdOf } from '../lib/request-id.ts'
import type { App } from './app.ts'
import { rewritePath } from './path-alias.ts'
import { buildSerializer } from './serialization.ts'
import { buildValidator } from './validation.ts'

/** A server without routes: how it reads, checks and refuses. */
export const createServer = (config: Config, loggerInstance: FastifyBaseLogger): App => Fastify({
  loggerInstance,
  childLoggerFactory: logger => logger, // a child a request costs more than its line; lines name their request themselves
  logController: new LogController({ disableRequestLogging: true }), // one line a request is written by plugins/log.ts
  bodyLimit: config.bodyLimit,
  trustProxy: config.trustProxy as boolean, // its type forgets the number of hops
  genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
  rewriteUrl: ({ url }) => rewritePath(url!),
  routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
  keepAliveTimeout: 75_000,
  requestTimeout: 120_000,
  forceCloseConnections: 'idle',
  return503OnClosing: false,
  schemaController: { compilersFactory: { buildValidator, buildSerializer } as never }, // its type knows only the compilers that ship with Fastify
  frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
    const failure = new GatewayError('invalid_request', 'The address of the request cannot be read.', { status: 400, cause: error })
    void reply.code(400).headers(retryHeaders(failure)).send(toEnvelope(failure, request.id))
  },
  clientErrorHandler,
}) as unknown as App

/** What is not even HTTP never reaches a route; it gets the envelope all the same. */
function clientErrorHandler (error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const failure = error.code === 'HPE_HEADER_OVERFLOW'
    ? new GatewayError('headers_too_large', 'The headers of the request are too large.')
    : new GatewayError('invalid_request', error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'The request did not arrive in time.' : 'This is not a valid HTTP request.')
  const requestId = requestIdOf(undefined)
  const text = JSON.stringify(toEnvelope(failure, requestId))
  socket.end(`HTTP/1.1 ${failure.status} ${failure.status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\nx-request-id: ${requestId}\r\nconnection: close\r\n\r\n${text}`)
}
