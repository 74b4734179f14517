import { usePages } from '../../account/parts/use-pages.ts'
import { ask, askTable } from './ask.ts'

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

export type AuditEntry = {
  id: string
  at: string
  action: string
  actor: { type: 'user' | 'key' | 'system' | 'nobody'; id: string | null; name: string; userId: string | null; address: string | null }
  target: { type: string; id: string; name: string | null }
  changes: { field: string; before: unknown; after: unknown }[]
  requestId: string | null
}
export type AuditFilter = { actor?: string | undefined; action?: AuditAction | undefined; targetType?: TargetType | undefined; from?: string | undefined; to?: string | undefined }

export const useAuditLog = (filter: AuditFilter) => usePages<AuditEntry>(['admin', 'audit', filter], (page, { signal }) => ask('get', '/audit-log', { query: { ...page, ...filter }, signal }))
export const auditTable = (filter: AuditFilter) => askTable('/audit-log', filter)
