import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { CreateUser, UpdateUser, User, UserPage } from '../schemas.ts'
import { type PageQuery, readPages, writePageQuery } from './pages.ts'

/** Which accounts. `q`: a part of the user name or the e-mail address. */
export type UserQuery = PageQuery & { q?: string }

/** Everybody's accounts, for admins. */
export function createUserMethods (http: Http, call: Caller) {
  const path = (userId: string) => ({ path: { userId } })

  const list = (query: UserQuery = {}, options?: CallOptions): Call<UserPage> => call(init => http.GET('/api/v1/users', { ...init, params: { query: writePageQuery(query) } }), options)

  return {
    /** Newest first. */
    list,
    /** Every account, however many pages they fill. */
    all: ({ q }: { q?: string } = {}, options?: CallOptions): AsyncGenerator<User, void, undefined> => readPages((page, options) => list({ ...q !== undefined && { q }, ...page }, options), options),
    create: (body: CreateUser, options?: CallOptions): Call<User> => call(init => http.POST('/api/v1/users', { ...init, body }), options),
    get: (userId: string, options?: CallOptions): Call<User> => call(init => http.GET('/api/v1/users/{userId}', { ...init, params: path(userId) }), options),
    /** What is absent stays. */
    update: (userId: string, body: UpdateUser, options?: CallOptions): Call<User> => call(init => http.PATCH('/api/v1/users/{userId}', { ...init, params: path(userId), body }), options),
    /** Erases the account and everything that it owns. */
    delete: (userId: string, options?: CallOptions): Call<void> => call(init => http.DELETE('/api/v1/users/{userId}', { ...init, params: path(userId) }), options),
  }
}
