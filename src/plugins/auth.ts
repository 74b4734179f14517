import fp from 'fastify-plugin'
import type { FastifyRequest, onRequestHookHandler, RouteOptions } from 'fastify'
import { GatewayError } from '../core/errors.ts'
import type { Principal, Scope } from '../core/ports.ts'

/** Who may call a route: anybody, anybody with a valid key, or a key with this scope. */
export type Access = 'public' | 'any' | Scope

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route says who may call it; the server refuses to start when one does not. */
    auth?: Access
    /** True for what must stay reachable when a limit is used up. */
    isUnlimited?: boolean
  }
  interface FastifyInstance {
    /** Who may call the routes of this scope that declare nothing: for scopes of third-party plugins, whose routes cannot. */
    scopeAuth: Access | undefined
  }
  interface FastifyRequest {
    /** Who is calling; null on public routes. */
    caller: Principal | null
  }
}

/** The credential of a request, in either form that clients send. */
export const readCredential = ({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined => {
  const { authorization } = headers
  if (authorization !== undefined) return /^bearer +(\S+) *$/i.exec(authorization)?.[1]
  const key = headers['x-api-key']
  return typeof key === 'string' && key !== '' ? key : undefined
}

const mayCall = ({ isAdmin, scopes }: Principal, access: Access): boolean =>
  access === 'any' || isAdmin || (scopes as readonly Access[]).includes(access)

/** Guards every route by what it declares. Synchronous when the key is known: this is on the hot path. */
export default fp(async function auth (app) {
  app.decorateRequest('caller', null)
  const { apiKeys, limits, config } = app.services
  const undeclared: string[] = []

  /** Guessing keys is limited by address; a valid key is not held up by its neighbours. */
  const refuse = async ({ ip }: FastifyRequest, message: string): Promise<never> => {
    const window = { key: `address ${ip}`, limit: config.addressLimitPerMinute, windowMs: 60_000 }
    const { ok, windows: [state] } = await limits.take([window])
    if (ok) throw new GatewayError('unauthorized', message)
    throw new GatewayError('rate_limited', 'Too many requests without a valid key from this address.', { retryAfterMs: state!.resetAt - Date.now() })
  }

  const admit = (request: FastifyRequest, caller: Principal | undefined, access: Access): Promise<never> | undefined => {
    if (caller === undefined) return refuse(request, 'This API key is not valid: unknown, expired or revoked.')
    if (!mayCall(caller, access)) throw new GatewayError('forbidden', `This key lacks the scope \`${access}\`.`)
    request.caller = caller
    return undefined
  }

  const guard = (access: Access): onRequestHookHandler => (request, _reply, done) => {
    const credential = readCredential(request)
    const missing = 'An API key is needed: send it as `Authorization: Bearer …`.'
    try {
      if (credential === undefined) {
        refuse(request, missing).catch(done)
        return
      }
      const caller = apiKeys.authenticate(credential)
      if (caller instanceof Promise) {
        caller.then(found => admit(request, found, access)).then(() => done(), done)
        return
      }
      const refused = admit(request, caller, access)
      if (refused === undefined) done()
      else refused.catch(done)
    } catch (thrown) {
      done(thrown as Error)
    }
  }

  app.decorate('scopeAuth', undefined)
  app.addHook('onRoute', function (route: RouteOptions) {
    const access = route.config?.auth ?? this.scopeAuth
    route.config = { ...route.config, ...access !== undefined && { auth: access } }
    if (access === undefined) undeclared.push(`${String(route.method)} ${route.url}`)
    if (access === 'public') return
    // a route that declares nothing is closed to everybody but admins, even before the start is refused
    route.onRequest = [guard(access ?? 'admin'), ...[route.onRequest ?? []].flat()]
  })
  app.addHook('onReady', async () => {
    if (undeclared.length > 0) throw new Error(`These routes do not say who may call them (config.auth): ${undeclared.join(', ')}`)
  })
}, { name: 'auth', dependencies: ['services', 'errors'] })
