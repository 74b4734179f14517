import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import fp from 'fastify-plugin'

/** What browsers are told: strict headers everywhere, and which other origins may call (FRONTEND_URL; by default none). */
export default fp(async function security (app) {
  const { allowedOrigins } = app.services.config
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        // plain-HTTP installs in a LAN must go on working: whether there is TLS is the reverse proxy's to decide
        upgradeInsecureRequests: null,
      },
    },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  })
  if (allowedOrigins.length === 0) return
  app.scopeAuth = 'public' // for the route that answers preflights, which come without a key
  await app.register(cors, {
    origin: [...allowedOrigins],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['x-request-id', 'retry-after', 'retry-after-ms', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'x-parlance-provider', 'x-parlance-model', 'x-parlance-attempts', 'x-parlance-warnings'],
    maxAge: 600,
  })
  app.scopeAuth = undefined
}, { name: 'security', dependencies: ['auth'] })
