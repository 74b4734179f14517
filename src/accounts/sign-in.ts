import type { Admission, Role, UserRecord, UserStore } from '../core/accounts.ts'
import { GatewayError } from '../core/errors.ts'
import type { Clock } from '../core/ports.ts'
import { createId } from '../lib/ids.ts'
import { loginKey } from '../lib/login-key.ts'
import { normalisePassword, readDisplayName, readEmail, readPassword, readUsername } from './account-rules.ts'
import type { Passwords } from './passwords.ts'
import type { Client, Grant, Sessions } from './sessions.ts'
import type { Throttle } from './throttle.ts'

export type SignInOptions = {
  users: UserStore
  sessions: Sessions
  passwords: Passwords
  throttle: Throttle
  clock: Clock
  registration: 'open' | 'closed'
}

/** Who somebody says they are, when they are new. */
export type NewUser = { username: string; email: string; password: string; displayName?: string | undefined; role?: Role | undefined }

/** How people come in: as somebody new, or by their password. */
export const createSignIn = ({ users, sessions, passwords, throttle, clock, registration }: SignInOptions) => {
  const refuseTaken = async (username: string, email: string): Promise<void> => {
    if (await users.findByLogin(username) !== undefined) throw new GatewayError('conflict', 'This user name is taken.', { param: 'username' })
    if (await users.findByLogin(email) !== undefined) throw new GatewayError('conflict', 'There is an account with this e-mail address already.', { param: 'email' })
  }

  const add = async (input: NewUser, admission: Admission, beforeHashing: () => Promise<void>): Promise<UserRecord> => {
    const username = readUsername(input.username)
    const email = readEmail(input.email)
    const displayName = input.displayName === undefined ? undefined : readDisplayName(input.displayName)
    const password = readPassword(input.password, { notIn: [username, email] })
    await beforeHashing()
    await refuseTaken(username, email)
    const now = clock()
    return users.insert({
      id: createId('usr'),
      username,
      email,
      displayName,
      passwordHash: await passwords.hash(password),
      role: input.role ?? 'user',
      isDisabled: false,
      limits: undefined,
      createdAt: now,
      updatedAt: now,
      lastLoginAt: undefined,
    }, admission)
  }

  /** Throws `rate_limited` after too many wrong ones. */
  const check = async ({ user, login, password, address }: { user: UserRecord | undefined; login: string; password: string; address: string }): Promise<boolean> => {
    const attempt = await throttle.begin({
      account: user?.id ?? loginKey(login),
      address,
      isKnownAddress: async () => user !== undefined && sessions.isKnownAddress(user.id, address),
    })
    // Unknown people are checked too: the answer takes as long.
    const isRight = await passwords.verify(normalisePassword(password), user?.passwordHash)
    if (isRight) await attempt.forgive()
    return isRight
  }

  const isEmpty = async (): Promise<boolean> => (await users.list({ limit: 1 })).data.length === 0

  return {
    /** Whether an account can be made, and whether it would be the first. */
    registration: async (): Promise<{ open: boolean; first: boolean }> => {
      const first = await isEmpty()
      return { open: first || registration === 'open', first }
    },

    /** A new account and its first session. Throws `forbidden` when registration is closed, `conflict` for names that are taken. */
    register: async (input: Omit<NewUser, 'role'>, client: Client): Promise<Grant> => {
      const isClosed = registration === 'closed' && !(await isEmpty())
      if (isClosed) throw new GatewayError('forbidden', 'Registration is closed: ask an admin for an account.')
      // The store has the last word on who is first.
      const user = await add({ ...input, role: 'user' }, registration, () => throttle.register(client.address))
      const grant = await sessions.begin(user, client)
      if (grant === undefined) throw new GatewayError('conflict', 'The account was changed while it was made.')
      return grant
    },

    /** A new account, made by an admin. */
    invite: (input: NewUser): Promise<UserRecord> => add(input, 'invited', async () => {}),

    /** Says the same of a user who does not exist as of a wrong password. */
    logIn: async ({ login, password }: { login: string; password: string }, client: Client): Promise<Grant> => {
      const user = await users.findByLogin(login)
      const isRight = await check({ user, login, password, address: client.address })
      if (user === undefined || !isRight) throw wrong()
      if (user.isDisabled) throw new GatewayError('forbidden', 'This account is disabled: ask an admin.')
      const newHash = passwords.isOutdated(user.passwordHash) ? await passwords.hash(normalisePassword(password)) : undefined
      const grant = await sessions.begin(user, client, newHash)
      // Changed while it was checked.
      if (grant === undefined) throw wrong()
      return grant
    },

    /** Asks a user who is signed in for the password again. Throws `forbidden` when it is wrong. */
    confirm: async (user: UserRecord, password: string, { param, address }: { param: string; address: string }): Promise<void> => {
      const isRight = await check({ user, login: user.username, password, address })
      if (!isRight) throw new GatewayError('forbidden', 'The password is wrong.', { param })
    },
  }
}

export type SignIn = ReturnType<typeof createSignIn>

const wrong = (): GatewayError => new GatewayError('unauthorized', 'The user name or the password is wrong.')
