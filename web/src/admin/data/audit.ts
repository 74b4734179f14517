import type { AuditEntry } from '@parlance/client'
import { usePages } from '../../account/parts/use-pages.ts'
import { client } from '../../session/session.ts'
import { withoutBlanks } from './without-blanks.ts'

// Who changed what, as GET /api/v1/audit-log tells it.

export const targetTypes = ['api-key', 'provider', 'alias', 'user', 'webhook'] as const
export type TargetType = typeof targetTypes[number]
export const actions = [
  'api-key.created', 'api-key.updated', 'api-key.rotated', 'api-key.revoked',
  'provider.created', 'provider.updated', 'provider.deleted',
  'alias.created', 'alias.updated', 'alias.deleted',
  'user.created', 'user.updated', 'user.deleted',
  'webhook.created', 'webhook.updated', 'webhook.rotated', 'webhook.disabled', 'webhook.deleted',
] as const
export type AuditAction = typeof actions[number]

export type { AuditEntry }
export type AuditFilter = { actor?: string | undefined; action?: AuditAction | undefined; targetType?: TargetType | undefined; from?: string | undefined; to?: string | undefined }

export const useAuditLog = (filter: AuditFilter) => usePages<AuditEntry>(['admin', 'audit', filter], (page, { signal }) => client.auditLog.list(withoutBlanks({ ...page, ...filter }), { signal }))
export const auditTable = (filter: AuditFilter) => client.auditLog.table(withoutBlanks(filter))
