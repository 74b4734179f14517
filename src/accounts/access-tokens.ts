import { createSigner, createVerifier } from 'fast-jwt'
import type { Clock } from '../core/ports.ts'

/** Whose session a token speaks for, and until when, in milliseconds. */
export type AccessClaims = { userId: string; sessionId: string; expiresAt: number; isExpired: boolean }

export const accessTokenSeconds = 15 * 60

/** JSON web tokens, HS256. The first secret signs; all are accepted, so that they can rotate. */
export const createAccessTokens = ({ secrets, clock }: { secrets: readonly string[]; clock: Clock }) => {
  const [first] = secrets
  if (first === undefined) throw new Error('there is no secret to sign access tokens with')
  const sign = createSigner<Record<string, unknown>>({ key: first, algorithm: 'HS256', noTimestamp: true })
  // No cache: the session behind a token is looked up anyway. Expiry is checked below, by our own clock.
  const verifiers = secrets.map(key => createVerifier({ key, algorithms: ['HS256'], cache: false, ignoreExpiration: true }))

  const verify = (token: string): Record<string, unknown> | undefined => {
    for (const verifier of verifiers) {
      try {
        return verifier(token)
      } catch {
        // Signed with another of the secrets, or by somebody else.
      }
    }
    return undefined
  }

  return {
    issue: (userId: string, sessionId: string): string => {
      const iat = Math.floor(clock() / 1000)
      return sign({ sub: userId, sid: sessionId, typ: 'access', iat, exp: iat + accessTokenSeconds })
    },
    /** Undefined for what we did not sign. An expired one is told apart: its holder only needs to refresh. */
    read: (token: string): AccessClaims | undefined => {
      const { sub, sid, typ, exp } = verify(token) ?? {}
      if (typeof sub !== 'string' || typeof sid !== 'string' || typeof exp !== 'number' || typ !== 'access') return undefined
      return { userId: sub, sessionId: sid, expiresAt: exp * 1000, isExpired: clock() >= exp * 1000 }
    },
  }
}

export type AccessTokens = ReturnType<typeof createAccessTokens>
