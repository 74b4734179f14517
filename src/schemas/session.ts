import { Type, type Static } from '@sinclair/typebox'
import { NextCursor, Timestamp } from './common.ts'
import { ref } from './type.ts'
import { DisplayName, Email, NewPassword, User, Username } from './user.ts'

const RefreshToken = Type.String({ maxLength: 200, description: 'The refresh token of the answer before.', examples: ['plr_0123456789abcdefghijkl_0123456789abcdefghijklmnopqrstuvwxyz0123456'] })
const Cookie = Type.Optional(Type.Boolean({ default: false, description: 'For browsers: keep the refresh token in a cookie that pages cannot read, instead of the answer.', examples: [true] }))

export const CreateAccount = Type.Object({
  username: Username,
  email: Email,
  password: NewPassword('8 to 256 characters, and not one of the first that anybody would try.'),
  displayName: Type.Optional(DisplayName),
  cookie: Cookie,
}, { $id: 'CreateAccount', additionalProperties: false, description: 'Who is new.', examples: [{ username: 'ana', email: 'ana@example.org', password: 'correct horse battery staple' }] })
export type CreateAccount = Static<typeof CreateAccount>

export const Registration = Type.Object({
  open: Type.Boolean({ description: 'Whether an account can be made now.', examples: [true] }),
  first: Type.Boolean({ description: 'Whether there is no account yet: the next one becomes admin.', examples: [false] }),
}, { $id: 'Registration', additionalProperties: false, description: 'Who may register.' })
export type Registration = Static<typeof Registration>

export const CreateSession = Type.Object({
  login: Type.String({ minLength: 1, maxLength: 254, description: 'The user name or the e-mail address.', examples: ['ana'] }),
  password: Type.String({ minLength: 1, maxLength: 1024, description: 'The password.', examples: ['correct horse battery staple'] }),
  cookie: Cookie,
}, { $id: 'CreateSession', additionalProperties: false, description: 'Who wants to sign in.', examples: [{ login: 'ana', password: 'correct horse battery staple' }, { login: 'ana@example.org', password: 'correct horse battery staple', cookie: true }] })
export type CreateSession = Static<typeof CreateSession>

export const RefreshSession = Type.Object({
  refreshToken: Type.Optional(RefreshToken),
}, { $id: 'RefreshSession', additionalProperties: false, description: 'The refresh token, unless it is in the cookie.', examples: [{ refreshToken: 'plr_0123456789abcdefghijkl_0123456789abcdefghijklmnopqrstuvwxyz0123456' }, {}] })
export type RefreshSession = Static<typeof RefreshSession>

/** `null`: no body was sent. */
export const EndSession = Type.Unsafe<{ refreshToken?: string } | null>({
  $id: 'EndSession',
  type: ['object', 'null'],
  properties: { refreshToken: RefreshToken },
  additionalProperties: false,
  description: 'The refresh token of the session to end, unless it is in the cookie or the access token is sent. No body is needed.',
  examples: [{ refreshToken: 'plr_0123456789abcdefghijkl_0123456789abcdefghijklmnopqrstuvwxyz0123456' }, null],
})

export const Grant = Type.Object({
  accessToken: Type.String({ description: 'Send it as `Authorization: Bearer …`. Keep it in memory.', examples: ['eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1c3JfMSJ9.c2lnbmF0dXJl'] }),
  expiresIn: Type.Integer({ description: 'For how many seconds the access token works.', examples: [900] }),
  refreshToken: Type.Optional(RefreshToken),
  user: ref(User),
}, { $id: 'Grant', additionalProperties: false, description: 'What signing in gives. With `cookie` the refresh token is in the cookie only.' })
export type Grant = Static<typeof Grant>

export const Session = Type.Object({
  id: Type.String({ description: 'The id of the session.', examples: ['ses_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  isCurrent: Type.Boolean({ description: 'Whether it is the one that asks.', examples: [true] }),
  userAgent: Type.String({ description: 'What the client said it is, at its last refresh.', examples: ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'] }),
  address: Type.String({ description: 'From where it was last refreshed.', examples: ['192.0.2.7'] }),
  createdAt: Timestamp('When somebody signed in.'),
  lastUsedAt: Timestamp('When it was last refreshed.'),
  expiresAt: Timestamp('When it ends unless it is refreshed before.'),
}, { $id: 'Session', additionalProperties: false, description: 'A login that has not ended.' })
export type Session = Static<typeof Session>

export const SessionPage = Type.Object({ data: Type.Array(ref(Session)), nextCursor: NextCursor },
  { $id: 'SessionPage', additionalProperties: false, description: 'Sessions, newest first.' })
export type SessionPage = Static<typeof SessionPage>

export const SessionParams = Type.Object({ sessionId: Type.String({ maxLength: 100, description: 'The id of the session.', examples: ['ses_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }) })
