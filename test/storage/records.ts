// Records that the tests of storage change as they need.
import { createHash } from 'node:crypto'
import type { ApiKeyRecord, ProviderRecord } from '../../src/core/ports.ts'

export const providerRecord = (change: Partial<ProviderRecord> = {}): ProviderRecord => ({
  id: 'prv_1',
  name: 'acme',
  kind: 'openai-compatible',
  source: 'database',
  settings: { baseUrl: 'https://acme.example/v1', apiKey: 'sk-planted-key-secret' },
  headers: { 'x-tenant': 'planted-header-secret' },
  models: ['b', 'a'],
  isEnabled: true,
  timeoutMs: 1000,
  maxConcurrency: 3,
  allowsPrivate: false,
  createdBy: 'key_1',
  createdAt: 1_795_000_000_000,
  updatedAt: 1_795_000_000_001,
  ...change,
})

export const apiKeyRecord = (change: Partial<ApiKeyRecord> = {}): ApiKeyRecord => ({
  id: 'key_1',
  userId: undefined,
  name: 'laptop',
  hash: createHash('sha256').update(change.id ?? 'key_1').digest('hex'),
  previousHash: undefined,
  previousExpiresAt: undefined,
  hint: 'plk_abcdef',
  scopes: ['inference', 'chats'],
  limits: { requestsPerMinute: 10 },
  models: ['openai/*'],
  budget: { usd: 5, period: 'month' },
  parentId: undefined,
  createdBy: undefined,
  createdAt: 1_795_000_000_000,
  updatedAt: 1_795_000_000_001,
  expiresAt: undefined,
  revokedAt: undefined,
  lastUsedAt: undefined,
  ...change,
})
