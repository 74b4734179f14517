// Writes down who changed what, in the same transaction as the change.
export { type Audit, createAudit } from './audit.ts'
export { auditAliases } from './audited-aliases.ts'
export { auditKeys } from './audited-keys.ts'
export { auditProviders } from './audited-providers.ts'
export { auditUsers } from './audited-users.ts'
export { auditWebhooks } from './audited-webhooks.ts'
export { toCsv, toEntry } from './to-entry.ts'
