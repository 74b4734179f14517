import { hash, timingSafeEqual } from 'node:crypto'
import fp from 'fastify-plugin'
import type { FastifyRequest, onRequestHookHandler, RouteOptions } from 'fastify'
import { GatewayError } from '../core/errors.ts'
import type { Principal, Scope } from '../core/ports.ts'

/**
 * Who may call a route: `public` is anybody, `any` everybody with a valid key or session, `user` people who are signed in,
 * `user-or-admin` these and admins' keys, `user-or-analytics` these and keys with that scope, `metrics` admins and whoever has METRICS_TOKEN, a scope everybody who has it. What belongs to somebody is the service's to check.
 */
export type Access = 'public' | 'any' | 'user' | 'user-or-admin' | 'user-or-analytics' | 'metrics' | Scope

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
    /**
     * The caller whom a credential belongs to, if that access is theirs: for doors that are no routes. Rejects with what a
     * route would answer. `from` is held against who guesses; absent for somebody who was let in before.
     */
    identify(credential: string | undefined, access: Access, from?: { ip: string }): Promise<Principal>
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

const mayCall = ({ type, isAdmin, scopes }: Principal, access: Access): boolean => {
  switch (access) {
    case 'public':
    case 'any': return true
    case 'user': return type === 'user'
    case 'user-or-admin': return type === 'user' || isAdmin
    case 'metrics': return isAdmin
    case 'user-or-analytics': return type === 'user' || isAdmin || scopes.includes('analytics')
    default: return isAdmin || scopes.includes(access)
  }
}

const sayMissing = ({ type }: Principal, access: Access): string => {
  if (type === 'user') return 'Only an admin may do this.'
  if (access === 'user') return 'Only people who are signed in may do this; this is an API key.'
  return `This key lacks the scope \`${access === 'metrics' ? 'admin' : access.replace('user-or-', '')}\`.`
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer')

const missing = 'An API key or an access token is needed'
const invalid = 'This API key or access token is not valid: unknown, expired or revoked.'

/** Guards every route by what it declares. Synchronous when the caller is known: this is on the hot path. */
export default fp(async function auth (app) {
  app.decorateRequest('caller', null)
  const { accounts, limits, config } = app.services
  const undeclared: string[] = []
  const metricsToken = config.metrics.token && digest(config.metrics.token.reveal())

  /** Guessing keys is limited by address; a valid key is not held up by its neighbours. */
  const refuse = async (from: { ip: string } | undefined, message: string): Promise<never> => {
    if (from === undefined) throw new GatewayError('unauthorized', message)
    const window = { key: `address ${from.ip}`, limit: config.addressLimitPerMinute, windowMs: 60_000 }
    const { ok, windows: [state] } = await limits.take([window])
    if (ok) throw new GatewayError('unauthorized', message)
    throw new GatewayError('rate_limited', 'Too many requests without a valid key or token from this address.', { retryAfterMs: state!.resetAt - Date.now() })
  }

  const admit = (request: FastifyRequest, caller: Principal | undefined, access: Access): Promise<never> | undefined => {
    if (caller === undefined) return refuse(request, invalid)
    if (!mayCall(caller, access)) throw new GatewayError('forbidden', sayMissing(caller, access))
    request.caller = caller
    return undefined
  }

  app.decorate('identify', async (credential, access, from) => {
    const caller = credential === undefined ? undefined : await accounts.authenticate(credential)
    if (caller === undefined) return refuse(from, credential === undefined ? `${missing}.` : invalid)
    if (!mayCall(caller, access)) throw new GatewayError('forbidden', sayMissing(caller, access))
    return caller
  })

  const guard = (access: Access): onRequestHookHandler => (request, _reply, done) => {
    const credential = readCredential(request)
    try {
      if (credential === undefined) {
        refuse(request, `${missing}: send it as \`Authorization: Bearer …\`.`).catch(done)
        return
      }
      if (access === 'metrics' && metricsToken !== undefined && timingSafeEqual(digest(credential), metricsToken)) return done()
      const caller = accounts.authenticate(credential)
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
