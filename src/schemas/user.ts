import { Type, type Static } from '@sinclair/typebox'
import { roles } from '../core/accounts.ts'
import { KeyLimits } from './api-key.ts'
import { AllowedModels, Budget, BudgetState } from './budget.ts'
import { NextCursor, PageQuery, Timestamp } from './common.ts'
import { Nullable, ref, StringEnum } from './type.ts'

export const Username = Type.String({ minLength: 3, maxLength: 32, pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$', description: 'What the account is called. No two differ only in case.', examples: ['ana'] })
export const Email = Type.String({ format: 'email', maxLength: 254, description: 'An address, which can be used to sign in too. Nothing is sent there.', examples: ['ana@example.org'] })
export const DisplayName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', description: 'What others read as the name.', examples: ['Ana Novak'] })
export const NewPassword = (description: string) => Type.String({ minLength: 8, maxLength: 256, description, examples: ['correct horse battery staple'] })
const Role = StringEnum(roles, { description: 'An admin may do everything.', examples: ['user'] })
const Disabled = Type.Boolean({ description: 'Nobody can sign in, and no key of the account works.', examples: [false] })
const limits = 'How much may be asked of models, by the user and their keys together, instead of what everybody may.'
const models = 'Which models the user and their keys may ask.'
const budget = 'What the user and their keys may spend together.'

export const User = Type.Object({
  id: Type.String({ description: 'The id of the account.', examples: ['usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  username: Username,
  email: Email,
  displayName: Nullable(DisplayName),
  role: Role,
  disabled: Disabled,
  limits: Nullable(ref(KeyLimits), { description: `${limits} Null: what everybody may.` }),
  models: Nullable(AllowedModels, { description: `${models} Null: all.` }),
  budget: Nullable(ref(BudgetState), { description: `${budget} Null: without limit.` }),
  createdAt: Timestamp('When the account was made.'),
  updatedAt: Timestamp('When it was last changed.'),
  lastLoginAt: Nullable(Timestamp('When somebody last signed in.')),
}, { $id: 'User', additionalProperties: false, description: 'A person’s account.' })
export type User = Static<typeof User>

export const UserPage = Type.Object({ data: Type.Array(ref(User)), nextCursor: NextCursor },
  { $id: 'UserPage', additionalProperties: false, description: 'Accounts, newest first.' })
export type UserPage = Static<typeof UserPage>

export const UserQuery = Type.Object({
  ...PageQuery.properties,
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'A part of the user name or the e-mail address.', examples: ['ana'] })),
}, { additionalProperties: false })

export const CreateUser = Type.Object({
  username: Username,
  email: Email,
  password: NewPassword('The first password, to be told to its owner.'),
  displayName: Type.Optional(DisplayName),
  role: Type.Optional(Role),
}, { $id: 'CreateUser', additionalProperties: false, description: 'An account to make for somebody.', examples: [{ username: 'ben', email: 'ben@example.org', password: 'correct horse battery staple' }] })
export type CreateUser = Static<typeof CreateUser>

export const UpdateUser = Type.Object({
  username: Type.Optional(Username),
  email: Type.Optional(Email),
  displayName: Type.Optional(Nullable(DisplayName)),
  role: Type.Optional(Role),
  disabled: Type.Optional(Disabled),
  limits: Type.Optional(Nullable(ref(KeyLimits), { description: `${limits} Null: what everybody may.` })),
  models: Type.Optional(Nullable(AllowedModels, { description: `${models} Null: all.` })),
  budget: Type.Optional(Nullable(ref(Budget), { description: `${budget} Null: without limit.` })),
  password: Type.Optional(NewPassword('A new password, for somebody who forgot theirs. It ends all their sessions.')),
}, { $id: 'UpdateUser', additionalProperties: false, minProperties: 1, description: 'What shall change about an account.', examples: [{ role: 'admin' }, { disabled: true }] })
export type UpdateUser = Static<typeof UpdateUser>

export const UserParams = Type.Object({ userId: Type.String({ maxLength: 100, description: 'The id of the account.', examples: ['usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }) })
