import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { AccountExport, CreateAccount, CreateSession, Grant, Preferences, Registration, ReplacePreferences, Session, SessionPage, UpdatePassword, UpdateProfile, User } from '../schemas.ts'
import { type PageQuery, readPages, writePageQuery } from './pages.ts'

/** Optional, although the server fills it in. */
type WithCookie<T extends { cookie?: boolean }> = Omit<T, 'cookie'> & { cookie?: boolean }

/** One's own account. All but the first five need an access token. */
export function createAuthMethods (http: Http, call: Caller) {
  const sessions = (query: PageQuery = {}, options?: CallOptions): Call<SessionPage> =>
    call(init => http.GET('/api/v1/auth/sessions', { ...init, params: { query: writePageQuery(query) } }), options)

  return {
    /** Whether an account can be made, and whether it would be the first. */
    registration: (options?: CallOptions): Call<Registration> => call(init => http.GET('/api/v1/auth/registration', init), options),
    /** Makes an account and signs in. With `cookie` the refresh token is kept by the browser, where no page can read it. */
    register: (body: WithCookie<CreateAccount>, options?: CallOptions): Call<Grant> => call(init => http.POST('/api/v1/auth/register', { ...init, body: { cookie: false, ...body } }), options),
    login: (body: WithCookie<CreateSession>, options?: CallOptions): Call<Grant> => call(init => http.POST('/api/v1/auth/login', { ...init, body: { cookie: false, ...body } }), options),
    /** The next access token, by that refresh token or, without one, by the cookie. */
    refresh: (refreshToken?: string, options?: CallOptions): Call<Grant> => call(init => http.POST('/api/v1/auth/refresh', { ...init, body: refreshToken === undefined ? {} : { refreshToken } }), options),
    logout: (refreshToken?: string, options?: CallOptions): Call<void> => call(init => http.POST('/api/v1/auth/logout', { ...init, body: refreshToken === undefined ? {} : { refreshToken } }), options),

    profile: (options?: CallOptions): Call<User> => call(init => http.GET('/api/v1/auth/profile', init), options),
    /** What is absent stays. */
    updateProfile: (body: UpdateProfile, options?: CallOptions): Call<User> => call(init => http.PATCH('/api/v1/auth/profile', { ...init, body }), options),
    /** Erases the account and everything that it owns. */
    deleteProfile: (password: string, options?: CallOptions): Call<void> => call(init => http.DELETE('/api/v1/auth/profile', { ...init, body: { password } }), options),
    /** Ends all other sessions. */
    updatePassword: (body: UpdatePassword, options?: CallOptions): Call<void> => call(init => http.POST('/api/v1/auth/password', { ...init, body }), options),
    preferences: (options?: CallOptions): Call<Preferences> => call(init => http.GET('/api/v1/auth/preferences', init), options),
    /** All of them: what is left out is as at first. */
    replacePreferences: (body: Partial<ReplacePreferences>, options?: CallOptions): Call<Preferences> => call(init => http.PUT('/api/v1/auth/preferences', { ...init, body: body as ReplacePreferences }), options), // defaults are the server's
    /** Where one is signed in, newest first. */
    sessions,
    allSessions: (options?: CallOptions): AsyncGenerator<Session, void, undefined> => readPages(sessions, options),
    revokeSession: (sessionId: string, options?: CallOptions): Call<void> => call(init => http.DELETE('/api/v1/auth/sessions/{sessionId}', { ...init, params: { path: { sessionId } } }), options),
    revokeOtherSessions: (options?: CallOptions): Call<void> => call(init => http.DELETE('/api/v1/auth/sessions', init), options),
    /** Everything that the server has about oneself. */
    export: (options?: CallOptions): Call<AccountExport> => call(init => http.GET('/api/v1/auth/export', init), options),
  }
}
