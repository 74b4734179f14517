import fp from 'fastify-plugin'
import type { FastifyRequest, onRequestHookHandler } from 'fastify'
import { GatewayError } from '../core/errors.ts'
import type { WindowState } from '../core/ports.ts'
import { windowsOf } from '../limits/index.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether a call of it asks a model, and so counts in a user's limits. Absent: a POST for which the scope `inference` is needed does. */
    isInference?: boolean
  }
  interface FastifyRequest {
    /** The window that it fills most; null when it counts in none. */
    window: WindowState | null
  }
}

/** The window that will run out first. */
const tightest = (windows: readonly WindowState[]): WindowState =>
  windows.reduce((tight, next) => next.limit - next.used < tight.limit - tight.used ? next : tight)

/** A span as OpenAI writes it: `12ms`, `6m0s`. */
const saySpan = (ms: number): string => {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}ms`
  const seconds = Math.ceil(ms / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}

/** Says how far the window is used up: names and values in turn, which Node writes fastest. */
export const sayWindow = ({ limit, used, resetAt }: WindowState): string[] => {
  const left = String(Math.max(0, limit - used))
  const wait = resetAt - Date.now()
  return [
    'x-ratelimit-limit', String(limit),
    'x-ratelimit-remaining', left,
    'x-ratelimit-reset', String(Math.max(0, Math.ceil(wait / 1000))),
    'x-ratelimit-limit-requests', String(limit),
    'x-ratelimit-remaining-requests', left,
    'x-ratelimit-reset-requests', saySpan(wait),
  ]
}

/** Counts each call of a key that has limits, and what users ask of models, and says in headers what is left. */
export default fp(async function limits (app) {
  const store = app.services.limits
  app.decorateRequest('window', null)

  app.addHook('onSend', ({ window }, reply, payload, done) => {
    if (window !== null) {
      const said = sayWindow(window)
      for (let at = 0; at < said.length; at += 2) reply.header(said[at]!, said[at + 1])
    }
    done(null, payload)
  })

  const settle = (request: FastifyRequest, { ok, windows }: { ok: boolean; windows: WindowState[] }): void => {
    const tight = tightest(windows)
    request.window = tight
    if (!ok) throw new GatewayError('rate_limited', `Your limit of ${tight.limit} requests is used up.`, { retryAfterMs: tight.resetAt - Date.now() })
  }

  const countAs = (isInference: boolean): onRequestHookHandler => (request: FastifyRequest, _reply, done) => {
    const windows = request.caller === null ? [] : windowsOf(request.caller, isInference)
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
    const { auth, isUnlimited = false, isInference = auth === 'inference' && [route.method].flat().includes('POST') } = route.config ?? {}
    if (auth === 'public' || isUnlimited) return
    // auth has put its guard first: a refused caller is not counted
    route.onRequest = [...[route.onRequest ?? []].flat(), countAs(isInference)]
  })
}, { name: 'limits', dependencies: ['auth'] })
