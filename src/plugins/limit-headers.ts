import type { FastifyRequest } from 'fastify'
import type { WindowState } from '../core/ports.ts'

/** A span as OpenAI writes it: `12ms`, `6m0s`. */
const saySpan = (ms: number): string => {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}ms`
  const seconds = Math.ceil(ms / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}

const leftOf = ({ limit, used }: WindowState): string => String(Math.max(0, limit - used))

/** Says how far the window of requests is used up: names and values in turn, which Node writes fastest. */
const sayRequests = (said: string[], window: WindowState): void => {
  const limit = String(window.limit)
  const left = leftOf(window)
  const wait = window.resetAt - Date.now()
  said.push(
    'x-ratelimit-limit', limit,
    'x-ratelimit-remaining', left,
    'x-ratelimit-reset', String(Math.max(0, Math.ceil(wait / 1000))),
    'x-ratelimit-limit-requests', limit,
    'x-ratelimit-remaining-requests', left,
    'x-ratelimit-reset-requests', saySpan(wait)
  )
}

const sayTokens = (said: string[], window: WindowState): void => {
  said.push(
    'x-ratelimit-limit-tokens', String(window.limit),
    'x-ratelimit-remaining-tokens', leftOf(window),
    'x-ratelimit-reset-tokens', saySpan(window.resetAt - Date.now())
  )
}

/** As Anthropic's clients read them. */
const sayForAnthropic = (said: string[], of: 'requests' | 'tokens', window: WindowState): void => {
  said.push(
    `anthropic-ratelimit-${of}-limit`, String(window.limit),
    `anthropic-ratelimit-${of}-remaining`, leftOf(window),
    `anthropic-ratelimit-${of}-reset`, new Date(window.resetAt).toISOString()
  )
}

/** Everything that a request's answer says of its caller's limits. `style`: of which clients the door is. */
export const sayLimits = ({ window, caller, server }: FastifyRequest, style?: 'anthropic'): string[] => {
  const tokens = caller === null ? undefined : server.services.allowance.tokensOf(caller)
  const said: string[] = []
  if (window !== null) sayRequests(said, window)
  if (tokens !== undefined) sayTokens(said, tokens)
  if (style === undefined) return said
  if (window !== null) sayForAnthropic(said, 'requests', window)
  if (tokens !== undefined) sayForAnthropic(said, 'tokens', tokens)
  return said
}
