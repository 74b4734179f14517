import fp from 'fastify-plugin'
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import { GatewayError } from '../core/errors.ts'
import type { WindowState } from '../core/ports.ts'
import { windowsOf } from '../limits/index.ts'

/** The window that will run out first. */
const tightest = (windows: readonly WindowState[]): WindowState =>
  windows.reduce((tight, next) => next.limit - next.used < tight.limit - tight.used ? next : tight)

/** A span as OpenAI writes it: `12ms`, `6m0s`. */
const saySpan = (ms: number): string => {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}ms`
  const seconds = Math.ceil(ms / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}

const writeHeaders = (reply: FastifyReply, { limit, used, resetAt }: WindowState): void => {
  const left = String(Math.max(0, limit - used))
  const wait = resetAt - Date.now()
  reply.headers({
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': left,
    'x-ratelimit-reset': String(Math.max(0, Math.ceil(wait / 1000))),
    'x-ratelimit-limit-requests': String(limit),
    'x-ratelimit-remaining-requests': left,
    'x-ratelimit-reset-requests': saySpan(wait),
  })
}

/** Counts each call of a key that has limits, and says in headers what is left. */
export default fp(async function limits (app) {
  const store = app.services.limits

  const settle = (reply: FastifyReply, { ok, windows }: { ok: boolean; windows: WindowState[] }): void => {
    const tight = tightest(windows)
    writeHeaders(reply, tight)
    if (!ok) throw new GatewayError('rate_limited', `This key’s limit of ${tight.limit} requests is used up.`, { retryAfterMs: tight.resetAt - Date.now() })
  }

  const count: onRequestHookHandler = (request: FastifyRequest, reply, done) => {
    const windows = request.caller === null ? [] : windowsOf(request.caller)
    if (windows.length === 0) return done()
    try {
      const taken = store.take(windows)
      if (taken instanceof Promise) {
        taken.then(result => settle(reply, result)).then(() => done(), done)
        return
      }
      settle(reply, taken)
      done()
    } catch (thrown) {
      done(thrown as Error)
    }
  }

  app.addHook('onRoute', route => {
    if (route.config?.auth === 'public' || route.config?.isUnlimited === true) return
    // auth has put its guard first: a refused caller is not counted
    route.onRequest = [...[route.onRequest ?? []].flat(), count]
  })
}, { name: 'limits', dependencies: ['auth'] })
