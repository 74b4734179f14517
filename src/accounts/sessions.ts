import type { SessionRecord, SessionStore, UserRecord } from '../core/accounts.ts'
import { GatewayError } from '../core/errors.ts'
import type { Clock, Limits, Log, Page, PageQuery, Principal } from '../core/ports.ts'
import { createId } from '../lib/ids.ts'
import { type AccessClaims, accessTokenSeconds, createAccessTokens } from './access-tokens.ts'
import type { Changes } from './changes.ts'
import { createPrincipalCache, type KnownCaller, nobody } from './principal-cache.ts'
import { createRefreshToken, hashFamily, hashToken, readRefreshToken, type RefreshToken, writeRefreshToken } from './refresh-token.ts'
import { describeUser } from './rights.ts'
import { followTo, graceMs, rotate } from './rotation.ts'

export type SessionsOptions = {
  store: SessionStore
  changes: Changes
  clock: Clock
  log: Log
  /** The first signs, all are accepted. */
  jwtSecrets: readonly string[]
  /** What a user and their keys may ask of models together. */
  userLimits: Limits
}

/** From where somebody calls. */
export type Client = { address: string; userAgent: string | undefined }

/** What a login gives. `expiresIn`: seconds until the access token must be refreshed. */
export type Grant = { accessToken: string; expiresIn: number; refreshToken: string; user: UserRecord }

export type Sessions = ReturnType<typeof createSessions>

/** How long a session lives that nobody uses. */
export const sessionMs = 30 * 24 * 60 * 60 * 1000
const pruneMs = 60 * 60 * 1000
const maxUserAgent = 300

/** Logins: short access tokens, a family of refresh tokens each, and their end. */
export const createSessions = ({ store, changes, clock, log, jwtSecrets, userLimits }: SessionsOptions) => {
  const accessTokens = createAccessTokens({ secrets: jwtSecrets, clock })
  const cache = createPrincipalCache({
    read: async id => {
      const found = await store.find(id)
      return found === undefined ? nobody : describeUser(found.user, { sessionId: id, expiresAt: found.session.expiresAt, userLimits })
    },
    clock,
    log,
    what: 'session',
  })
  changes.listen(change => {
    if ('isUnknown' in change) cache.doubt()
    if ('sessionId' in change) cache.purge(({ sessionId }) => sessionId === change.sessionId)
    if ('userId' in change) cache.purge(({ userId }) => userId === change.userId)
  })
  const prune = () => store.prune(clock()).catch(error => log.warn({ error }, 'expired sessions could not be removed'))
  const pruner = setInterval(prune, pruneMs)
  pruner.unref()

  const admit = ({ principal, stopsAt }: KnownCaller, { userId }: AccessClaims): Principal => {
    if (principal === undefined || clock() >= stopsAt || principal.userId !== userId) throw ended()
    return principal
  }

  const grant = (user: UserRecord, sessionId: string, token: RefreshToken): Grant =>
    ({ accessToken: accessTokens.issue(user.id, sessionId), expiresIn: accessTokenSeconds, refreshToken: writeRefreshToken(token), user })

  const seen = ({ address, userAgent = '' }: Client, now: number) =>
    ({ address, userAgent: userAgent.slice(0, maxUserAgent), lastUsedAt: now, expiresAt: now + sessionMs })

  const end = async (userId: string, id: string): Promise<boolean> => {
    const isEnded = await store.end(userId, id)
    await changes.tell({ sessionId: id })
    return isEnded
  }

  return {
    /**
     * Answers at once, without a promise, for sessions it knows; the same object until something about the user changes.
     * Undefined: no token of ours. Throws or rejects with `unauthorized` when it was one, `unavailable` when that cannot be known.
     */
    authenticate: (token: string): Principal | undefined | Promise<Principal> => {
      const claims = accessTokens.read(token)
      if (claims === undefined) return undefined
      if (claims.isExpired) throw new GatewayError('unauthorized', 'The access token has expired: refresh it.')
      const known = cache.get(claims.sessionId)
      return known instanceof Promise ? known.then(caller => admit(caller, claims)) : admit(known, claims)
    },

    /** When an access token ends; undefined for what is none of ours. */
    expiryOf: (token: string): number | undefined => accessTokens.read(token)?.expiresAt,

    /** For somebody whose password was right; undefined when it is not the password any more. */
    begin: async (user: UserRecord, client: Client, newHash?: string): Promise<Grant | undefined> => {
      const now = clock()
      const token = createRefreshToken()
      const session: SessionRecord = {
        id: createId('ses'),
        userId: user.id,
        familyHash: hashFamily(token),
        tokenHash: hashToken(token),
        replaced: [],
        createdAt: now,
        ...seen(client, now),
      }
      if (!await store.begin(session, { checkedHash: user.passwordHash, newHash })) return undefined
      return grant({ ...user, lastLoginAt: now }, session.id, token)
    },

    /**
     * Replaces a refresh token. One that was replaced just now gives the same successor again: two tabs refresh at once, an
     * answer gets lost. One that was replaced before that is in the wrong hands, or its successor is: the session ends.
     */
    refresh: async (text: string, client: Client): Promise<Grant> => {
      const token = readRefreshToken(text)
      if (token === undefined) throw ended()
      const presented = hashToken(token)
      for (;;) {
        const found = await store.findByFamily(hashFamily(token))
        const now = clock()
        if (found === undefined || found.user.isDisabled || now >= found.session.expiresAt) throw ended()
        const { session, user } = found
        if (session.tokenHash === presented) {
          const { successor, tokenHash, replaced } = rotate(session, token, jwtSecrets[0]!, now)
          if (await store.rotate(session.id, presented, { tokenHash, replaced, ...seen(client, now) })) return grant(user, session.id, successor)
          // Another request was faster; the token is now one of those replaced just now.
          continue
        }
        const isRecent = session.replaced.some(({ hash, replacedAt }) => hash === presented && now - replacedAt < graceMs)
        if (isRecent) {
          const current = followTo(session, token, jwtSecrets)
          if (current === undefined) throw ended()
          return grant(user, session.id, current)
        }
        await end(user.id, session.id)
        log.warn({ userId: user.id, sessionId: session.id, address: client.address }, 'a refresh token was used again: its session was ended')
        throw ended()
      }
    },

    /** Ends the session that either token speaks for, an expired one too. Whoever has none is out already. */
    logOut: async ({ refreshToken, accessToken }: { refreshToken?: string | undefined; accessToken?: string | undefined }): Promise<void> => {
      const token = readRefreshToken(refreshToken ?? '')
      const found = token && await store.findByFamily(hashFamily(token))
      if (found !== undefined) await end(found.user.id, found.session.id)
      const claims = accessTokens.read(accessToken ?? '')
      if (claims !== undefined) await end(claims.userId, claims.sessionId)
    },

    list: (userId: string, query: PageQuery): Promise<Page<SessionRecord>> => store.list(userId, clock(), query),

    /** Throws `not_found` for what is not the user's. */
    end: async (userId: string, id: string): Promise<void> => {
      if (!await end(userId, id)) throw new GatewayError('not_found', 'There is no session with this id.')
    },

    /** Signs the user out everywhere else. */
    endOthers: async (userId: string, exceptId: string): Promise<void> => {
      await store.endOthers(userId, exceptId)
      await changes.tell({ userId })
    },

    isKnownAddress: (userId: string, address: string): Promise<boolean> => store.isKnownAddress(userId, address),

    close: (): void => clearInterval(pruner),
  }
}

const ended = (): GatewayError => new GatewayError('unauthorized', 'This session has ended: sign in again.')
