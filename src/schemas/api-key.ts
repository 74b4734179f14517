import { Type, type Static } from '@sinclair/typebox'
import { scopes } from '../core/ports.ts'
import { AllowedModels, Budget, BudgetState } from './budget.ts'
import { NextCursor, PageQuery, Timestamp } from './common.ts'
import { Nullable, ref, StringEnum } from './type.ts'

const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', description: 'What it is for.', examples: ['web shop'] })
const Scope = StringEnum(scopes, { examples: ['inference'] })
const Scopes = Type.Array(Scope, { minItems: 1, uniqueItems: true, description: 'What it may do; never more than who makes it: for users without the role admin `inference` and `chats`. `admin` includes all others.', examples: [['inference']] })
const ExpiresAt = Type.String({ format: 'date-time', description: 'When it stops working.', examples: ['2027-01-01T00:00:00.000Z'] })
const Count = (description: string, example: number) => Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000, description, examples: [example] }))

export const KeyLimits = Type.Object({
  requestsPerMinute: Count('Requests a minute.', 60),
  requestsPerHour: Count('Requests an hour.', 1000),
  requestsPerDay: Count('Requests a day.', 10_000),
  tokensPerMinute: Count('Tokens a minute, of prompts and answers together.', 100_000),
  concurrentRequests: Count('Calls to models that run at the same time, streams above all.', 5),
}, { $id: 'KeyLimits', additionalProperties: false, description: 'How much it may ask. What is absent has no limit.' })
export type KeyLimits = Static<typeof KeyLimits>

export const ApiKey = Type.Object({
  id: Type.String({ examples: ['key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  userId: Nullable(Type.String(), { description: 'The account that it belongs to and acts for; null for a key of the house.', examples: [null] }),
  name: Name,
  hint: Type.String({ description: 'How the secret begins.', examples: ['plk_4fG2qX'] }),
  scopes: Scopes,
  limits: Nullable(ref(KeyLimits)),
  models: Nullable(AllowedModels, { description: 'Which models it may ask; null for all that its account, and the key that made it, may.' }),
  budget: Nullable(ref(BudgetState), { description: 'What it may spend; null: as much as its account, and the key that made it, may.' }),
  parentId: Nullable(Type.String(), { description: 'The key that made it, whose rights and limits bound it and with which it is revoked.', examples: [null] }),
  createdBy: Nullable(Type.String(), { description: 'The user or key that made it.', examples: [null] }),
  createdAt: Timestamp('When it was made.'),
  updatedAt: Timestamp('When it was last changed.'),
  expiresAt: Nullable(Timestamp('When it stops working.')),
  revokedAt: Nullable(Timestamp('Since when it does not work any more.')),
  lastUsedAt: Nullable(Timestamp('When it was last used, to the minute.')),
  previousExpiresAt: Nullable(Timestamp('Until when the secret before the last rotation works too.')),
}, { $id: 'ApiKey', additionalProperties: false, description: 'A key for a program. The secret is shown once, when it is made.' })
export type ApiKey = Static<typeof ApiKey>

export const ApiKeyPage = Type.Object({ data: Type.Array(ref(ApiKey)), nextCursor: NextCursor },
  { $id: 'ApiKeyPage', additionalProperties: false, description: 'Keys, newest first.' })
export type ApiKeyPage = Static<typeof ApiKeyPage>

export const ApiKeyQuery = Type.Object({
  ...PageQuery.properties,
  userId: Type.Optional(Type.String({ maxLength: 100, description: 'Only the keys of this account. Without the role or scope `admin` you see only your own anyway.' })),
}, { additionalProperties: false })

export const CreateApiKey = Type.Object({
  name: Name,
  scopes: Scopes,
  expiresAt: Type.Optional(ExpiresAt),
  limits: Type.Optional(ref(KeyLimits)),
  models: Type.Optional(AllowedModels),
  budget: Type.Optional(ref(Budget)),
}, { $id: 'CreateApiKey', additionalProperties: false, description: 'A key to make.', examples: [{ name: 'web shop', scopes: ['inference'], limits: { requestsPerMinute: 60 } }] })
export type CreateApiKey = Static<typeof CreateApiKey>

export const UpdateApiKey = Type.Object({
  name: Type.Optional(Name),
  scopes: Type.Optional(Scopes),
  expiresAt: Type.Optional(Nullable(ExpiresAt)),
  limits: Type.Optional(Nullable(ref(KeyLimits))),
  models: Type.Optional(Nullable(AllowedModels)),
  budget: Type.Optional(Nullable(ref(Budget))),
}, { $id: 'UpdateApiKey', additionalProperties: false, minProperties: 1, description: 'What shall change; null takes limits, models, the budget or the expiry away.', examples: [{ name: 'web shop, staging' }] })
export type UpdateApiKey = Static<typeof UpdateApiKey>

export const RotateApiKey = Type.Object({
  graceSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 7 * 24 * 3600, description: 'How long the old secret goes on working. Absent: not at all.', examples: [3600] })),
}, { $id: 'RotateApiKey', additionalProperties: false, description: 'How to change a key’s secret.', examples: [{ graceSeconds: 3600 }] })
export type RotateApiKey = Static<typeof RotateApiKey>

export const CreatedApiKey = Type.Object({
  key: ref(ApiKey),
  secret: Type.String({ description: 'Shown this once, never again.', examples: ['plk_4fG2qX0123456789abcdefghijklmnopqrstuvwxyzABCDE'] }),
}, { $id: 'CreatedApiKey', additionalProperties: false, description: 'A new key, or a new secret of a key.' })
export type CreatedApiKey = Static<typeof CreatedApiKey>

export const KeyParams = Type.Object({ keyId: Type.String({ maxLength: 100, description: 'The id of the key.', examples: ['key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }) })
