import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { AccountExport, CreateAccount, CreateSession, DeleteProfile, EndSession, Grant, Preferences, RefreshSession, ReplacePreferences, Session, SessionPage, UpdatePassword, UpdateProfile, User } from '../schemas.ts'
import { type PageQuery, readPages, writePageQuery } from './pages.ts'

/** Signing in, and one's own account. All but the first three and `logout` need an access token as the client's key. */
export function createAuthMethods (http: Http, call: Caller) {
  const sessions = (query: PageQuery = {}, options?: CallOptions): Call<SessionPage> =>
    call(init => http.GET('/api/v1/auth/sessions', { ...init, params: { query: writePageQuery(query) } }), options)

  return {
    /** Makes an account and signs in. The very first one is an admin. */
    register: (body: CreateAccount, options?: CallOptions): Call<Grant> => call(init => http.POST('/api/v1/auth/register', { ...init, body }), options),
    login: (body: CreateSession, options?: CallOptions): Call<Grant> => call(init => http.POST('/api/v1/auth/login', { ...init, body }), options),
    /** Another access token. Without a refresh token in the body, that of the browser's cookie is used. */
    refresh: (body: RefreshSession = {}, options?: CallOptions): Call<Grant> => call(init => http.POST('/api/v1/auth/refresh', { ...init, body }), options),
    /** Ends the session of the client's key, of the refresh token in the body, or of the browser's cookie. */
    logout: (body: NonNullable<EndSession> = {}, options?: CallOptions): Call<void> => call(init => http.POST('/api/v1/auth/logout', { ...init, body }), options),

    profile: (options?: CallOptions): Call<User> => call(init => http.GET('/api/v1/auth/profile', init), options),
    /** What is absent stays; null takes the display name away. */
    updateProfile: (body: UpdateProfile, options?: CallOptions): Call<User> => call(init => http.PATCH('/api/v1/auth/profile', { ...init, body }), options),
    /** Erases the account and all that it owns, for ever. */
    deleteProfile: (body: DeleteProfile, options?: CallOptions): Call<void> => call(init => http.DELETE('/api/v1/auth/profile', { ...init, body }), options),
    /** Ends all other sessions. */
    updatePassword: (body: UpdatePassword, options?: CallOptions): Call<void> => call(init => http.POST('/api/v1/auth/password', { ...init, body }), options),
    preferences: (options?: CallOptions): Call<Preferences> => call(init => http.GET('/api/v1/auth/preferences', init), options),
    /** What is absent goes back to its default. */
    replacePreferences: (body: ReplacePreferences, options?: CallOptions): Call<Preferences> => call(init => http.PUT('/api/v1/auth/preferences', { ...init, body }), options),

    /** Where one is signed in, newest first. */
    sessions,
    /** Every session, however many pages they fill. */
    allSessions: (options?: CallOptions): AsyncGenerator<Session, void, undefined> => readPages(sessions, options),
    revokeSession: (sessionId: string, options?: CallOptions): Call<void> => call(init => http.DELETE('/api/v1/auth/sessions/{sessionId}', { ...init, params: { path: { sessionId } } }), options),
    /** All but the one that asks. */
    revokeOtherSessions: (options?: CallOptions): Call<void> => call(init => http.DELETE('/api/v1/auth/sessions', init), options),
    /** Everything that the server has about the account. */
    export: (options?: CallOptions): Call<AccountExport> => call(init => http.GET('/api/v1/auth/export', init), options),
  }
}
