// Who changed what: the log of administrative changes, and what it needs from storage.
import type { Page, PageQuery } from './ports.ts'

/** Who acted, and from where. `system` is the house itself; `nobody` called without a credential. */
export type Actor = {
  type: 'user' | 'key' | 'system' | 'nobody'
  /** `usr_…` or `key_…`. */
  id: string | undefined
  /** As it was called then. */
  name: string
  /** The account that a key acts for. */
  userId: string | undefined
  address: string | undefined
  requestId: string | undefined
}

export const auditActions = [
  'api-key.created', 'api-key.updated', 'api-key.rotated', 'api-key.revoked',
  'provider.created', 'provider.updated', 'provider.deleted',
  'alias.created', 'alias.updated', 'alias.deleted',
  'user.created', 'user.updated', 'user.deleted',
  'webhook.created', 'webhook.updated', 'webhook.rotated', 'webhook.disabled', 'webhook.deleted',
] as const
export type AuditAction = typeof auditActions[number]

export const auditTargets = ['api-key', 'provider', 'alias', 'user', 'webhook'] as const
export type AuditTargetType = typeof auditTargets[number]
export type AuditTarget = { type: AuditTargetType; id: string; name: string | undefined }

/** A field that differs. What was or is not there is null; of a secret both are told as `***`. */
export type FieldChange = { field: string; before: unknown; after: unknown }

export type AuditEntry = { id: string; at: number; actor: Actor; action: AuditAction; target: AuditTarget; changes: FieldChange[] }

export type AuditFilter = {
  actorId?: string | undefined
  action?: AuditAction | undefined
  targetType?: AuditTargetType | undefined
  targetId?: string | undefined
  /** Milliseconds; `from` is included, `to` is not. */
  from?: number | undefined
  to?: number | undefined
}

/** Only ever added to, but for what the operator lets expire. */
export type AuditStore = {
  insert(entry: AuditEntry): Promise<void>
  /** Newest first. */
  list(query: PageQuery & AuditFilter): Promise<Page<AuditEntry>>
  prune(before: number): Promise<void>
}

/** Several writes as one. */
export type Atomically = <T>(work: () => Promise<T>) => Promise<T>
