import cookie from '@fastify/cookie'
import fp from 'fastify-plugin'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { GatewayError } from '../core/errors.ts'

const maxAgeSeconds = 30 * 24 * 60 * 60
/** The addresses under which the routes for signing in are reached: nothing else gets to see the token. */
const paths = ['/api/v1/auth', '/api/auth']

/**
 * Two names, so that the two cannot get into each other's way on a host that is reached both ways: browsers do not let
 * plain HTTP replace what HTTPS has set.
 */
const nameFor = (isSecure: boolean): string => isSecure ? '__Secure-parlance-refresh' : 'parlance-refresh'

/** HTTPS as far as we can know it: behind a proxy that is not named in TRUST_PROXY it looks like plain HTTP. */
const isSecure = ({ protocol }: FastifyRequest): boolean => protocol === 'https'

/** What a browser keeps for us. For the few routes that need it: others must not pay for reading cookies. */
export default fp(async function refreshCookie (app) {
  await app.register(cookie, { hook: false })
}, { name: 'refresh-cookie' })

/** The refresh token in the cookie. Throws `forbidden` when another site's page has sent it. */
export const readRefreshCookie = (request: FastifyRequest): string | undefined => {
  const { cookie: header } = request.headers
  const token = header === undefined ? undefined : request.server.parseCookie(header)[nameFor(isSecure(request))]
  if (token === undefined || token === '') return undefined
  refuseForeign(request)
  return token
}

/** HttpOnly: no script reads it. Strict: no other site's page makes the browser send it. */
export const setRefreshCookie = (request: FastifyRequest, reply: FastifyReply, token: string): void => {
  const secure = isSecure(request)
  for (const path of paths) reply.setCookie(nameFor(secure), token, { path, secure, httpOnly: true, sameSite: 'strict', maxAge: maxAgeSeconds })
}

export const clearRefreshCookie = (request: FastifyRequest, reply: FastifyReply): void => {
  const secure = isSecure(request)
  for (const path of paths) reply.clearCookie(nameFor(secure), { path, secure, httpOnly: true, sameSite: 'strict' })
}

/**
 * Behind SameSite=Strict and the JSON content type a second wall, for pages of another subdomain or port, which count as
 * the same site: the page must come from this host or from one that FRONTEND_URL names. What sends no origin is no page.
 */
const refuseForeign = ({ headers, host, server }: FastifyRequest): void => {
  const { origin } = headers
  if (origin === undefined || headers['sec-fetch-site'] === 'same-origin') return
  const isOurs = URL.parse(origin)?.host === host || server.services.config.allowedOrigins.includes(origin)
  if (!isOurs) throw new GatewayError('forbidden', 'A page of this origin may not use the session: name it in FRONTEND_URL.')
}
