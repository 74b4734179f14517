import fp from 'fastify-plugin'
import type { RequestSpan } from '../telemetry/index.ts'
import { statusOf } from './log.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Null where nobody collects traces. */
    span: RequestSpan | null
  }
}

/** Tells of every request, where somebody collects that. Goes on with the trace that a caller has begun. */
export default fp(async function tracing (app) {
  const { telemetry } = app.services
  app.decorateRequest('span', null)
  if (telemetry === undefined) return
  app.addHook('onRequest', (request, _reply, done) => {
    request.span = telemetry.beginRequest(request.id, request.headers)
    done()
  })
  app.onOver((request, reply) => {
    const { span, method, receipt, failure } = request
    span?.end({ method, route: `${method} ${request.routeOptions.url ?? 'unknown'}`, status: statusOf(request, reply), error: (failure ?? receipt?.error)?.kind })
  })
}, { name: 'tracing', dependencies: ['services', 'log', 'over'] })
