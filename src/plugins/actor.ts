import fp from 'fastify-plugin'
import type { FastifyRequest } from 'fastify'
import type { Actor } from '../core/audit.ts'

const changing: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE']

const actorOf = ({ caller, ip, id }: FastifyRequest): Actor => caller === null
  ? { type: 'nobody', id: undefined, name: 'nobody', userId: undefined, address: ip, requestId: id }
  : { type: caller.type, id: caller.id, name: caller.name, userId: caller.userId, address: ip, requestId: id }

/** Says who acts while a route changes something, for the audit log. Asking models and chatting is no administration and costs nothing here. */
export default fp(async function actor (app) {
  const { audit } = app.services
  app.addHook('onRoute', route => {
    const { auth, isInference = false } = route.config ?? {}
    if (isInference || auth === 'inference' || auth === 'chats' || ![route.method].flat().some(method => changing.includes(method))) return
    // last before the handler: what reads the body runs elsewhere and would lose it
    route.preHandler = [...[route.preHandler ?? []].flat(), (request, _reply, done) => audit.as(actorOf(request), done)]
  })
}, { name: 'actor', dependencies: ['auth'] })
