import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

export type OverListener = (request: FastifyRequest, reply: FastifyReply) => void

declare module 'fastify' {
  interface FastifyInstance {
    /** Told once of every request that was routed, when it is over: answered, or left by its client. */
    onOver(listener: OverListener): void
    /** For those who write answers themselves: the client went away. */
    tellOver: OverListener
  }
}

/** When a request is over. Fastify's own hook is not called for a client that goes away in the middle of an answer. */
export default fp(async function over (app) {
  const listeners: OverListener[] = []
  const tell: OverListener = (request, reply) => { for (const listener of listeners) listener(request, reply) }
  app.decorate('onOver', listener => { listeners.push(listener) })
  app.decorate('tellOver', tell)
  app.addHook('onResponse', (request, reply, done) => {
    tell(request, reply)
    done()
  })
}, { name: 'over' })
