import { Type, type Static } from '@sinclair/typebox'
import { ApiKey } from './api-key.ts'
import { Timestamp } from './common.ts'
import { Session } from './session.ts'
import { Nullable, ref, StringEnum } from './type.ts'
import { DisplayName, Email, NewPassword, User, Username } from './user.ts'

const CurrentPassword = Type.String({ minLength: 1, maxLength: 1024, description: 'The password as it is now.', examples: ['correct horse battery staple'] })

export const UpdateProfile = Type.Object({
  username: Type.Optional(Username),
  email: Type.Optional(Email),
  displayName: Type.Optional(Nullable(DisplayName)),
}, { $id: 'UpdateProfile', additionalProperties: false, minProperties: 1, description: 'What shall change about you; null takes the display name away.', examples: [{ displayName: 'Ana Novak' }] })
export type UpdateProfile = Static<typeof UpdateProfile>

export const DeleteProfile = Type.Object({
  password: CurrentPassword,
}, { $id: 'DeleteProfile', additionalProperties: false, description: 'Your password, to be sure.', examples: [{ password: 'correct horse battery staple' }] })
export type DeleteProfile = Static<typeof DeleteProfile>

export const UpdatePassword = Type.Object({
  currentPassword: CurrentPassword,
  newPassword: NewPassword('The password as it shall be.'),
}, { $id: 'UpdatePassword', additionalProperties: false, description: 'The old password and the new one.', examples: [{ currentPassword: 'correct horse battery staple', newPassword: 'wrong donkey engine needle' }] })
export type UpdatePassword = Static<typeof UpdatePassword>

const theme = StringEnum(['system', 'light', 'dark'], { default: 'system', description: 'How pages look.', examples: ['dark'] })
const language = Nullable(Type.String({ maxLength: 35, pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' }), { default: null, description: 'The language of pages, as BCP 47 writes it; null: the browser’s.', examples: ['de-AT'] })
const defaultModel = Nullable(Type.String({ minLength: 1, maxLength: 300 }), { default: null, description: 'The model of new chats; null: the house’s.', examples: ['openai/gpt-4o-mini'] })
const systemPrompt = Nullable(Type.String({ minLength: 1, maxLength: 32_000 }), { default: null, description: 'What models are told first in new chats; null: what the house tells them.', examples: ['Answer briefly.'] })
const favoriteModels = Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { maxItems: 200, uniqueItems: true, default: [], description: 'Models to show first.', examples: [['demo/parlance']] })
const sendKey = StringEnum(['enter', 'mod-enter'], { default: 'enter', description: 'What sends a message: Enter, or Enter with Ctrl or ⌘.', examples: ['enter'] })
const keyboardShortcuts = Type.Boolean({ default: true, description: 'Whether pages have keyboard shortcuts.', examples: [true] })

export const Preferences = Type.Object({ theme, language, defaultModel, systemPrompt, favoriteModels, sendKey, keyboardShortcuts },
  { $id: 'Preferences', additionalProperties: false, description: 'How pages look and what new chats begin with.' })
export type Preferences = Static<typeof Preferences>

export const ReplacePreferences = Type.Object({
  theme: Type.Optional(theme),
  language: Type.Optional(language),
  defaultModel: Type.Optional(defaultModel),
  systemPrompt: Type.Optional(systemPrompt),
  favoriteModels: Type.Optional(favoriteModels),
  sendKey: Type.Optional(sendKey),
  keyboardShortcuts: Type.Optional(keyboardShortcuts),
}, { $id: 'ReplacePreferences', additionalProperties: false, description: 'All preferences as they shall be. What is left out is as at first.', examples: [{ theme: 'dark', language: 'de-AT', defaultModel: 'openai/gpt-4o-mini', systemPrompt: 'Answer briefly.' }] })
export type ReplacePreferences = Static<typeof ReplacePreferences>

export const AccountExport = Type.Object({
  exportedAt: Timestamp('When it was put together.'),
  user: ref(User),
  preferences: ref(Preferences),
  sessions: Type.Array(ref(Session)),
  apiKeys: Type.Array(ref(ApiKey)),
}, { $id: 'AccountExport', additionalProperties: true, description: 'Everything that the house has about you: beside what is named here, a section for each thing that you own.' })
