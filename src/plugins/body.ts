import { isUtf8 } from 'node:buffer'
import fp from 'fastify-plugin'
import { GatewayError } from '../core/errors.ts'
import { isDeeperThan } from '../lib/json-depth.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes, for doors that relay them. */
    rawBody: Buffer | null
  }
}

const maxDepth = 200
/** Below this even the deepest nesting costs little memory. */
const depthCheckedFrom = 256 * 1024

/** Reads JSON bodies: exact bytes kept, UTF-8 insisted on, nesting bounded. */
export default fp(async function body (app) {
  app.decorateRequest('rawBody', null)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    // many clients send the content type always; a route that takes no body does not miss one
    if (bytes.length === 0 && request.routeOptions.schema?.body === undefined) return done(null, undefined)
    if (bytes.length === 0) return done(new GatewayError('invalid_json', 'The body is empty; it must be JSON.'))
    if (!isUtf8(bytes)) return done(new GatewayError('invalid_json', 'The body is not valid UTF-8.'))
    if (bytes.length > depthCheckedFrom && isDeeperThan(bytes, maxDepth)) return done(new GatewayError('invalid_json', `The body nests deeper than ${maxDepth} levels.`))
    let value: unknown
    try {
      value = JSON.parse(bytes.toString())
    } catch (cause) {
      return done(new GatewayError('invalid_json', `The body is not valid JSON: ${sayPlace(cause as Error)}.`, { cause }))
    }
    request.rawBody = bytes
    done(null, value)
  })
}, { name: 'body' })

/** V8's message quotes the body; only the place is told. */
const sayPlace = ({ message }: Error): string =>
  /at position \d+( \(line \d+ column \d+\))?/.exec(message)?.[0] ?? 'it ends too early'
