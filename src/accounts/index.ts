// Knows who is calling: API keys today, users and sessions beside them later.
export { type ApiKeys, type ApiKeysOptions, createApiKeys, type KeyChange, type NewKey } from './api-keys.ts'
export type { KeySettings } from './key-rules.ts'
export { type ApiKeyView, toApiKey } from './to-api-key.ts'
