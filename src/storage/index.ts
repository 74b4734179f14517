// Keeps what must outlive the process, on SQLite or PostgreSQL, and seals what is secret in it.
export { createApiKeyStore } from './api-key-store.ts'
export { type Database, type DatabaseOptions, openDatabase } from './database.ts'
export { StorageError } from './errors.ts'
export { migrate } from './migrate.ts'
export { createProviderStore } from './provider-store.ts'
export { rotateSealed, type Rotation } from './rotate-sealed.ts'
export type { Tables } from './tables.ts'
export { createVault, type RotatingVault } from './vault.ts'
