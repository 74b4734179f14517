import type { IncomingMessage, ServerResponse } from 'node:http'
import type { onRequestHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import { asksModel } from './limits.ts'

/** Refuses what asks a model while there is too much to do: before anybody is identified and a body is read. All else is let in. */
export default fp(async function overload (app) {
  const { load } = app.services
  const shed: onRequestHookHandler = (_request, _reply, done) => done(load.refuse())

  app.addHook('onRoute', route => {
    // auth has put its guard first: this is cheaper
    if (asksModel(route)) route.onRequest = [shed, ...[route.onRequest ?? []].flat()]
  })
  app.addHook('onListen', async () => load.start())
  app.addHook('preClose', async () => {
    load.stop()
    // a connection that always has another request would never be idle
    app.server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => { response.shouldKeepAlive = false })
  })
}, { name: 'overload', dependencies: ['services', 'auth'] })
