import fp from 'fastify-plugin'
import type { FastifyContextConfig, FastifyRequest, onRequestHookHandler } from 'fastify'
import { GatewayError } from '../core/errors.ts'
import type { Principal, WindowRequest, WindowState } from '../core/ports.ts'
import { windowsOf } from '../limits/index.ts'
import { sayLimits } from './limit-headers.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether a call of it asks a model, and so counts in a user's limits. Absent: a POST for which the scope `inference` is needed does. */
    isInference?: boolean
    /** How often one caller may call it an hour, besides the limits that they have; absent or undefined: as often as those allow. */
    perHour?: number | undefined
  }
  interface FastifyRequest {
    /** The window that it fills most; null when it counts in none. */
    window: WindowState | null
  }
}

/** Whether a call of the route asks a model. */
export const asksModel = ({ method, config = {} }: { method: string | string[]; config?: FastifyContextConfig }): boolean =>
  config.isInference ?? (config.auth === 'inference' && [method].flat().includes('POST'))

/** The window that will run out first. */
const tightest = (windows: readonly WindowState[]): WindowState =>
  windows.reduce((tight, next) => next.limit - next.used < tight.limit - tight.used ? next : tight)

const hour = 60 * 60 * 1000

/** Counts each call of a key that has limits, and what users ask of models, and says in headers what is left. */
export default fp(async function limits (app) {
  const store = app.services.limits
  app.decorateRequest('window', null)

  app.addHook('onSend', (request, reply, payload, done) => {
    const said = sayLimits(request)
    for (let at = 0; at < said.length; at += 2) reply.header(said[at]!, said[at + 1])
    done(null, payload)
  })

  const settle = (request: FastifyRequest, { ok, windows }: { ok: boolean; windows: WindowState[] }): void => {
    const tight = tightest(windows)
    request.window = tight
    if (!ok) throw new GatewayError('rate_limited', `Your limit of ${tight.limit} requests is used up.`, { retryAfterMs: tight.resetAt - Date.now() })
  }

  const countAs = (isInference: boolean, own: ((caller: Principal) => WindowRequest) | undefined): onRequestHookHandler => (request: FastifyRequest, _reply, done) => {
    const { caller } = request
    const common = caller === null ? [] : windowsOf(caller, isInference)
    const windows = caller === null || own === undefined ? common : [...common, own(caller)]
    if (windows.length === 0) return done()
    try {
      const taken = store.take(windows)
      if (taken instanceof Promise) {
        taken.then(result => settle(request, result)).then(() => done(), done)
        return
      }
      settle(request, taken)
      done()
    } catch (thrown) {
      done(thrown as Error)
    }
  }

  app.addHook('onRoute', route => {
    const { auth, isUnlimited = false, perHour } = route.config ?? {}
    if (auth === 'public' || isUnlimited) return
    const own = perHour === undefined ? undefined : ({ userId, id }: Principal) => ({ key: `${userId ?? id} ${route.url}`, limit: perHour, windowMs: hour })
    // auth has put its guard first: a refused caller is not counted
    route.onRequest = [...[route.onRequest ?? []].flat(), countAs(asksModel(route), own)]
  })
}, { name: 'limits', dependencies: ['auth'] })
