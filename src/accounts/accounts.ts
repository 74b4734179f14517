import type { SessionStore, UserStore } from '../core/accounts.ts'
import type { Clock, Limits, LimitStore, Log, Principal } from '../core/ports.ts'
import type { ApiKeys } from './api-keys.ts'
import type { Changes } from './changes.ts'
import { createOwnData, type Eraser, type Exporter } from './own-data.ts'
import { createPasswords, type Passwords } from './passwords.ts'
import { createSessions } from './sessions.ts'
import { createSignIn } from './sign-in.ts'
import { createThrottle } from './throttle.ts'
import { createUsers } from './users.ts'

export type AccountsOptions = {
  userStore: UserStore
  sessionStore: SessionStore
  apiKeys: ApiKeys
  changes: Changes
  limits: LimitStore
  clock: Clock
  log: Log
  /** The first signs, all are accepted. */
  jwtSecrets: readonly string[]
  registration: 'open' | 'closed'
  registrationsPerHour: number
  /** What a user and their keys may ask of models together. */
  userLimits: Limits
  /** What other rooms know of a user. They may be added to later. */
  exporters: readonly Exporter[]
  erasers: readonly Eraser[]
  passwords?: Passwords
}

export type Accounts = ReturnType<typeof createAccounts>

/** Everything about people's accounts, and the one way to find out who is calling. */
export const createAccounts = ({ userStore, sessionStore, apiKeys, passwords = createPasswords(), registration, registrationsPerHour, userLimits, jwtSecrets, exporters, erasers, ...common }: AccountsOptions) => {
  const { changes, clock, log, limits } = common
  const sessions = createSessions({ store: sessionStore, changes, clock, log, jwtSecrets, userLimits })
  const users = createUsers({ store: userStore, changes, passwords, clock })
  const throttle = createThrottle({ limits, clock, registrationsPerHour })
  return {
    sessions,
    users,
    signIn: createSignIn({ users: userStore, sessions, passwords, throttle, clock, registration }),
    ownData: createOwnData({
      store: userStore,
      users,
      changes,
      clock,
      log,
      sessionsOf: (userId, cursor) => sessions.list(userId, { limit: 200, cursor }),
      keysOf: (userId, cursor) => apiKeys.listOwn(userId, { limit: 200, cursor }),
      exporters,
      erasers,
    }),
    /** Tells open connections whose callers have changed. */
    changes,
    /**
     * Whom a credential belongs to, an access token or an API key, from whichever header or handshake it came. Answers at
     * once, without a promise, for callers it knows. Undefined: nobody. Throws or rejects with `unauthorized` for tokens of
     * ours that are over, `unavailable` when that cannot be known.
     */
    authenticate: (credential: string): Principal | undefined | Promise<Principal | undefined> => {
      // The hot path is a key's; every JSON web token begins with `{"`.
      const user = credential.startsWith('eyJ') ? sessions.authenticate(credential) : undefined
      return user ?? apiKeys.authenticate(credential)
    },
    close: sessions.close,
  }
}
