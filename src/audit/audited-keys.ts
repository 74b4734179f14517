import type { AuditAction } from '../core/audit.ts'
import type { ApiKeyRecord, ApiKeyStore } from '../core/ports.ts'
import type { Audit } from './audit.ts'
import { type Facts, hide } from './facts.ts'

/** The same store; what is done to keys is written down. */
export const auditKeys = (store: ApiKeyStore, audit: Audit): ApiKeyStore => ({
  ...store,

  insert: record => audit.record(() => store.insert(record), () => ({ action: 'api-key.created', target: targetOf(record), before: undefined, after: factsOf(record) })),

  update: async (id, change) => {
    const { after } = await audit.record(
      async () => ({ before: await store.find(id), after: await store.update(id, change) }),
      ({ before, after }) => before && after && { action: actionOf(change), target: targetOf(after), before: factsOf(before), after: factsOf(after) }
    )
    return after
  },

  // one entry names them all: they go with the key that made them
  revokeChildren: (id, at) => audit.record(
    async () => store.revokeChildren(id, at),
    revoked => revoked.length === 0 ? undefined : { action: 'api-key.revoked', target: { type: 'api-key', id, name: 'the keys that it made' }, before: { keys: [] }, after: { keys: revoked } }
  ),
})

const actionOf = (change: Partial<ApiKeyRecord>): AuditAction =>
  change.hash !== undefined ? 'api-key.rotated' : change.revokedAt !== undefined ? 'api-key.revoked' : 'api-key.updated'

const targetOf = ({ id, name }: ApiKeyRecord) => ({ type: 'api-key' as const, id, name })

const factsOf = ({ id, hash, previousHash, createdBy, createdAt, updatedAt, lastUsedAt, ...record }: ApiKeyRecord): Facts =>
  ({ ...record, secret: hide(hash), previousSecret: hide(previousHash) })
