import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import fp from 'fastify-plugin'
import { GatewayError } from '../core/errors.ts'
import { statusOf } from './log.ts'

const contentType = 'text/plain; version=0.0.4; charset=utf-8'

declare module 'fastify' {
  interface FastifyInstance {
    /** The port of METRICS_PORT while it is listened on; null without one. */
    metricsPort: number | null
  }
}

/** Counts every request, and tells what was counted: at /metrics, and without a key on a port of its own where that is wanted. */
export default fp(async function metrics (app) {
  const { config: { metrics: { port, host } }, metrics: counted, neighbours } = app.services
  app.decorate('metricsPort', null)

  app.onOver((request, reply) => {
    counted.noteRequest(`${methodOf(request.method)} ${request.routeOptions.url ?? 'unknown'}`, statusOf(request, reply), reply.elapsedTime)
  })

  app.get('/metrics', { config: { auth: 'metrics' }, schema: { hide: true } }, async (_request, reply) => {
    // whichever worker takes the request knows of itself only, and counters must not jump
    if (neighbours !== undefined) throw new GatewayError('not_found', 'With WORKERS each worker tells of itself: scrape METRICS_PORT and the ports after it.')
    void reply.header('content-type', contentType).header('cache-control', 'no-store')
    return reply.send(await counted.text())
  })

  if (port === undefined) return
  let server: Server | undefined
  app.addHook('onListen', async () => {
    server = createServer((request, response) => {
      if (request.url?.split('?', 1)[0] !== '/metrics' || request.method !== 'GET') return void response.writeHead(404).end()
      counted.text().then(text => response.writeHead(200, { 'content-type': contentType }).end(text), (error: unknown) => {
        app.log.error({ err: error }, 'the measurements could not be told')
        response.writeHead(500).end()
      })
    }).listen({ port: portOf(port, neighbours?.name), host, exclusive: true })
    await once(server, 'listening')
    app.metricsPort = (server.address() as AddressInfo).port // a TCP server's address is never a string
  })
  app.addHook('onClose', async () => {
    server?.closeAllConnections()
    server?.close()
  })
}, { name: 'metrics', dependencies: ['services', 'auth', 'log', 'over'] })

/** One for each worker: the first has METRICS_PORT, the second the port after it. */
const portOf = (port: number, worker: string | undefined): number => port === 0 || worker === undefined ? port : port + Number(worker) - 1

/** Anybody may invent methods. */
const methodOf = (method: string): string => methods.has(method) ? method : 'other'
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
