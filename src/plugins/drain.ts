import fp from 'fastify-plugin'
import { GatewayError } from '../core/errors.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** True from the moment a shutdown begins. */
    isDraining: boolean
  }
}

const sweepMs = 50
/** How long an answer that was ended by us may take to reach its client. */
const farewellMs = 500

/**
 * Closes in steps: nothing new is accepted, connections go as soon as they are idle, running answers may finish for
 * SHUTDOWN_TIMEOUT_MS and are then told why they end. Without it a client that keeps its connection keeps the process.
 */
export default fp(async function drain (app) {
  const { config, gateway } = app.services
  app.decorate('isDraining', false)
  app.addHook('preClose', async () => {
    app.isDraining = true
    const { server } = app
    if (!server.listening) return
    const sweep = setInterval(() => server.closeIdleConnections(), sweepMs)
    let limit = setTimeout(() => {
      gateway.interrupt(new GatewayError('unavailable', 'The server is shutting down.'))
      limit = setTimeout(() => server.closeAllConnections(), farewellMs)
    }, config.shutdownTimeoutMs)
    server.once('close', () => {
      clearInterval(sweep)
      clearTimeout(limit)
    })
  })
}, { name: 'drain', dependencies: ['services'] })
