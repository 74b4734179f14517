import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Client, type Grant as Granted, toUser } from '../accounts/index.ts'
import type { Grant } from '../schemas/session.ts'
import { setRefreshCookie } from './refresh-cookie.ts'

/** Who is at the other end, for the list of sessions and against guessing. */
export const clientOf = ({ ip, headers }: FastifyRequest): Client => ({ address: ip, userAgent: headers['user-agent'] })

/** Hands out what signing in gives: the refresh token in the answer or, for browsers, in the cookie. */
export const handOut = (request: FastifyRequest, reply: FastifyReply, { refreshToken, user, ...rest }: Granted, isCookie: boolean): Grant => {
  reply.header('cache-control', 'no-store')
  if (isCookie) setRefreshCookie(request, reply, refreshToken)
  return { ...rest, ...!isCookie && { refreshToken }, user: toUser(user) }
}
