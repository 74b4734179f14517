import type { Preferences, UserChange, UserRecord, UserStore } from '../core/accounts.ts'
import type { Budget } from '../core/budgets.ts'
import { GatewayError } from '../core/errors.ts'
import type { Clock, Limits, Page, PageQuery } from '../core/ports.ts'
import { readDisplayName, readEmail, readPassword, readUsername } from './account-rules.ts'
import type { Changes } from './changes.ts'
import type { Passwords } from './passwords.ts'

export type UsersOptions = { store: UserStore; changes: Changes; passwords: Passwords; clock: Clock }

/** What people may change about themselves. A field left out stays; one set to undefined is cleared. */
export type ProfileChange = { username?: string; email?: string; displayName?: string | undefined }

/** What admins may change about others besides. Without limits of their own people have those of the house. */
export type AdminChange = ProfileChange & Pick<UserChange, 'role' | 'isDisabled'> & { limits?: Limits | undefined; models?: string[] | undefined; budget?: Budget | undefined; password?: string }

export type Users = ReturnType<typeof createUsers>

export const defaultPreferences: Preferences = {
  theme: 'system',
  language: null,
  defaultModel: null,
  systemPrompt: null,
  favoriteModels: [],
  sendKey: 'enter',
  keyboardShortcuts: true,
}

/** Accounts after they were made. Every change is in force here before it is answered. */
export const createUsers = ({ store, changes, passwords, clock }: UsersOptions) => {
  const get = async (id: string): Promise<UserRecord> => {
    const user = await store.find(id)
    if (user === undefined) throw notFound()
    return user
  }

  const change = async (id: string, fields: UserChange, endSessions?: { except: string | undefined }): Promise<UserRecord> => {
    const user = await store.update(id, { ...fields, updatedAt: clock() }, endSessions)
    await changes.tell({ userId: id })
    if (user === undefined) throw notFound()
    return user
  }

  return {
    get,

    list: (query: PageQuery & { q?: string | undefined }): Promise<Page<UserRecord>> => store.list(query),

    updateProfile: async (id: string, profile: ProfileChange): Promise<UserRecord> => change(id, readProfile(profile)),

    /** By an admin. Whoever is disabled or gets another password is signed out everywhere. Throws `conflict` when the last admin would go. */
    update: async (id: string, wanted: AdminChange): Promise<UserRecord> => {
      const { username, email } = await get(id)
      const { role, isDisabled, password } = wanted
      const fields: UserChange = {
        ...readProfile(wanted),
        ...role !== undefined && { role },
        ...isDisabled !== undefined && { isDisabled },
        ...'limits' in wanted && { limits: wanted.limits },
        ...'models' in wanted && { models: wanted.models },
        ...'budget' in wanted && { budget: wanted.budget },
        ...password !== undefined && { passwordHash: await passwords.hash(readPassword(password, { notIn: [username, email] })) },
      }
      return change(id, fields, isDisabled === true || password !== undefined ? { except: undefined } : undefined)
    },

    /** By its owner, who stays signed in here and nowhere else. */
    setPassword: async ({ id, username, email }: UserRecord, password: string, sessionId: string): Promise<void> => {
      const passwordHash = await passwords.hash(readPassword(password, { param: 'newPassword', notIn: [username, email] }))
      await change(id, { passwordHash }, { except: sessionId })
    },

    preferences: async (id: string): Promise<Preferences> => {
      const saved = await store.preferences(id)
      if (saved === undefined) throw notFound()
      return { ...defaultPreferences, ...saved }
    },

    /** All of them: what is left out is as at first. */
    savePreferences: async (id: string, preferences: Partial<Preferences>): Promise<Preferences> => {
      const whole = { ...defaultPreferences, ...preferences }
      if (!await store.savePreferences(id, whole)) throw notFound()
      return whole
    },
  }
}

const readProfile = (profile: ProfileChange): UserChange => ({
  ...profile.username !== undefined && { username: readUsername(profile.username) },
  ...profile.email !== undefined && { email: readEmail(profile.email) },
  ...'displayName' in profile && { displayName: profile.displayName === undefined ? undefined : readDisplayName(profile.displayName) },
})

const notFound = (): GatewayError => new GatewayError('not_found', 'There is no account with this id.')
