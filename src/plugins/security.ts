import type { IncomingMessage, ServerResponse } from 'node:http'
import cors from '@fastify/cors'
import fp from 'fastify-plugin'
import helmet from 'helmet'

/** What helmet would set on any answer: taken once, because it is the same for all of them. */
const collectHeaders = (): Record<string, string> => {
  const headers: Record<string, string> = {}
  const response = { setHeader: (name: string, value: string) => { headers[name.toLowerCase()] = value }, removeHeader: () => {} }
  const protect = helmet({
    contentSecurityPolicy: {
      directives: {
        // plain-HTTP installs in a LAN must go on working: whether there is TLS is the reverse proxy's to decide
        upgradeInsecureRequests: null,
      },
    },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    // browsers ignore these two over plain HTTP, and complain about them
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  })
  protect({} as IncomingMessage, response as unknown as ServerResponse, () => {}) // it touches nothing else
  return headers
}

const exposedHeaders = [
  'x-request-id', 'retry-after', 'retry-after-ms',
  'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset',
  'x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests',
  'x-ratelimit-limit-tokens', 'x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens',
  'x-parlance-provider', 'x-parlance-model', 'x-parlance-attempts', 'x-parlance-retries', 'x-parlance-queued-ms', 'x-parlance-warnings', 'x-parlance-cost-usd', 'x-parlance-cache', 'age',
  'idempotent-replayed',
  'x-upstream-request-id',
]

/**
 * What browsers are told: strict headers, and which other origins may call (FRONTEND_URL; by default none).
 * Set as an answer leaves; streamed model answers, which no browser renders, write the few that concern them themselves.
 */
export default fp(async function security (app) {
  const headers = collectHeaders()
  const { 'content-security-policy': _, ...others } = headers
  app.addHook('onSend', (request, reply, payload, done) => {
    // what is stricter than ours stays: what people have uploaded may not do anything
    reply.headers(reply.hasHeader('content-security-policy') ? others : headers).header('x-request-id', request.id)
    done(null, payload)
  })

  const { allowedOrigins } = app.services.config
  if (allowedOrigins.length === 0) return
  app.scopeAuth = 'public' // for the route that answers preflights, which come without a key
  await app.register(cors, {
    origin: [...allowedOrigins],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders,
    maxAge: 600,
  })
  app.scopeAuth = undefined
}, { name: 'security', dependencies: ['auth'] })
