import { type Static, Type } from '@sinclair/typebox'
import { auditActions, auditTargets } from '../core/audit.ts'
import { NextCursor, PageQuery, Timestamp } from './common.ts'
import { Nullable, ref, StringEnum } from './type.ts'

const time = '2026-11-21T09:30:00.000Z'
const userId = 'usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'
const Action = StringEnum(auditActions, { description: 'What was done.', examples: ['provider.updated'] })
const TargetType = StringEnum(auditTargets, { description: 'What it was done to.', examples: ['provider'] })

export const AuditActor = Type.Object({
  type: StringEnum(['user', 'key', 'system', 'nobody'], { description: '`system` is the server itself.', examples: ['user'] }),
  id: Nullable(Type.String(), { description: 'The id of the user or key.', examples: [userId] }),
  name: Type.String({ description: 'What it was called then.', examples: ['ana'] }),
  userId: Nullable(Type.String(), { description: 'The account that it acted for.', examples: [userId] }),
  address: Nullable(Type.String(), { description: 'From where.', examples: ['203.0.113.7'] }),
}, { $id: 'AuditActor', additionalProperties: false, description: 'Who acted.' })
export type AuditActor = Static<typeof AuditActor>

export const AuditTarget = Type.Object({
  type: TargetType,
  id: Type.String({ examples: ['prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  name: Nullable(Type.String(), { description: 'What it was called then.', examples: ['openai'] }),
}, { $id: 'AuditTarget', additionalProperties: false, description: 'What was changed.' })
export type AuditTarget = Static<typeof AuditTarget>

export const AuditChange = Type.Object({
  field: Type.String({ examples: ['apiKey'] }),
  before: Type.Unknown({ description: 'Null: it was not there.', examples: ['***'] }),
  after: Type.Unknown({ description: 'Null: it is not there.', examples: ['***'] }),
}, { $id: 'AuditChange', additionalProperties: false, description: 'A field that differs. Secrets, addresses of people and their display names are `***`: that they changed is told, not what they are.', examples: [{ field: 'apiKey', before: '***', after: '***' }] })
export type AuditChange = Static<typeof AuditChange>

export const AuditEntry = Type.Object({
  id: Type.String({ examples: ['aud_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  at: Timestamp('When it was done.'),
  action: Action,
  actor: ref(AuditActor),
  target: ref(AuditTarget),
  changes: Type.Array(ref(AuditChange), { description: 'Of something new or gone, all that it has.' }),
  requestId: Nullable(Type.String(), { description: 'The `x-request-id` of the call.', examples: ['req_9f2c41d0aa-1f'] }),
}, {
  $id: 'AuditEntry',
  additionalProperties: false,
  description: 'An administrative change.',
  examples: [{
    id: 'aud_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d',
    at: time,
    action: 'provider.updated',
    actor: { type: 'user', id: userId, name: 'ana', userId, address: '203.0.113.7' },
    target: { type: 'provider', id: 'prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d', name: 'openai' },
    changes: [{ field: 'apiKey', before: '***', after: '***' }, { field: 'isEnabled', before: false, after: true }],
    requestId: 'req_9f2c41d0aa-1f',
  }],
})
export type AuditEntry = Static<typeof AuditEntry>

export const AuditPage = Type.Object({ data: Type.Array(ref(AuditEntry)), nextCursor: NextCursor },
  { $id: 'AuditPage', additionalProperties: false, description: 'Entries, newest first.' })
export type AuditPage = Static<typeof AuditPage>

export const AuditTable = Type.String({ $id: 'AuditTable', description: 'The same as a table, with a line of column names: every entry that matches, not a page of them.' })

export const AuditQuery = Type.Object({
  ...PageQuery.properties,
  actor: Type.Optional(Type.String({ maxLength: 100, description: 'Only what this user or key did; of a user also what their keys did.', examples: [userId] })),
  action: Type.Optional(Action),
  targetType: Type.Optional(TargetType),
  targetId: Type.Optional(Type.String({ maxLength: 200, description: 'Only what was done to this one. Of an alias its name.', examples: ['prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] })),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'Not before.', examples: [time] })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Before.', examples: [time] })),
}, { additionalProperties: false })
