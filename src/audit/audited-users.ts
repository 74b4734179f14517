import type { UserChange, UserRecord, UserStore } from '../core/accounts.ts'
import type { Actor } from '../core/audit.ts'
import type { Audit } from './audit.ts'
import { type Facts, hide } from './facts.ts'

/** What people change about themselves is theirs and not administration. */
const ownFields: readonly (keyof UserRecord)[] = ['username', 'email', 'displayName', 'passwordHash', 'updatedAt']

/** The same store; what admins do to accounts is written down, that there is a first admin, and who erased whom. */
export const auditUsers = (store: UserStore, audit: Audit): UserStore => ({
  ...store,

  insert: (user, admission) => audit.record(() => store.insert(user, admission), stored => {
    const actor = audit.actor()
    const isRegistration = actor.type === 'nobody'
    if (isRegistration && stored.role !== 'admin') return undefined
    return { action: 'user.created', target: targetOf(stored), before: undefined, after: factsOf(stored), ...isRegistration && { actor: asThemselves(actor, stored) } }
  }),

  update: async (id, change, endSessions) => {
    const { after } = await audit.record(
      async () => ({ before: await store.find(id), after: await store.update(id, change, endSessions) }),
      ({ before, after }) => before === undefined || after === undefined || isTheirOwn(audit.actor(), id, change)
        ? undefined
        : { action: 'user.updated', target: targetOf(after), before: factsOf(before), after: factsOf(after) }
    )
    return after
  },

  remove: async id => {
    const { isRemoved } = await audit.record(
      async () => ({ before: await store.find(id), isRemoved: await store.remove(id) }),
      ({ before, isRemoved }) => before && isRemoved ? { action: 'user.deleted', target: targetOf(before), before: factsOf(before), after: undefined } : undefined
    )
    return isRemoved
  },
})

const isTheirOwn = ({ userId }: Actor, id: string, change: UserChange): boolean =>
  userId === id && Object.keys(change).every(field => ownFields.includes(field as keyof UserRecord)) // a UserChange's own keys

/** Whoever registers has no name before. */
const asThemselves = ({ address, requestId }: Actor, { id, username }: UserRecord): Actor =>
  ({ type: 'user', id, name: username, userId: id, address, requestId })

const targetOf = ({ id, username }: UserRecord) => ({ type: 'user' as const, id, name: username })

/** How to reach somebody is nobody's business after they have gone, so it never gets here. */
const factsOf = ({ id, email, displayName, passwordHash, createdAt, updatedAt, lastLoginAt, ...record }: UserRecord): Facts =>
  ({ ...record, email: hide(email), displayName: hide(displayName), password: hide(passwordHash) })
