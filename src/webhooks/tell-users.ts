import type { UserStore } from '../core/accounts.ts'
import type { Outbox } from './outbox.ts'

/** The same store; who is new is told of, in the same transaction. By id: names and addresses stay out of events. */
export const tellOfUsers = (store: UserStore, outbox: Pick<Outbox, 'tell'>): UserStore => ({
  ...store,
  insert: (user, admission) => outbox.tell(['user.registered'], () => store.insert(user, admission), ({ id, role, createdAt }) => [
    { type: 'user.registered', subject: id, ownerId: id, at: createdAt, data: { userId: id, role, invited: admission === 'invited' } },
  ]),
})
