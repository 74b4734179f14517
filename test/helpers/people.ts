import type { Test } from 'tap'
import { type Answer, startApp, type TestApp } from './app.ts'
import { forEachPlace } from './databases.ts'

/** Somebody who is signed in. */
export type Person = {
  id: string
  username: string
  password: string
  accessToken: string
  refreshToken: string
  call(method: string, path: string, options?: Parameters<TestApp['call']>[2]): Promise<Answer>
}

/** Registers somebody. The first is admin. */
export async function register ({ call }: TestApp, username: string): Promise<Person> {
  const password = `the long password of ${username}`
  const { status, json, text } = await call('POST', '/api/v1/auth/register', { key: '', body: { username, email: `${username}@example.org`, password } })
  if (status !== 201) throw new Error(`${username} was refused: ${text}`)
  const { accessToken, refreshToken, user } = json
  return { id: user.id, username, password, accessToken, refreshToken, call: (method, path, options) => call(method, path, { key: accessToken, ...options }) }
}

/** Signs somebody in once more: another device. */
export async function logIn ({ call }: TestApp, { username, password }: Pick<Person, 'username' | 'password'>, body: object = {}): Promise<Answer> {
  return call('POST', '/api/v1/auth/login', { key: '', body: { login: username, password, ...body } })
}

/** Runs a suite against a whole server on SQLite and one on PostgreSQL. */
export const forEachServer = (t: Test, environment: Record<string, string>, suite: (t: Test, server: TestApp) => Promise<void>): Promise<void> =>
  forEachPlace(t, async (t, { url, dataDir }) => suite(t, await startApp(t, { ...environment, DATA_DIR: dataDir, ...url !== undefined && { DATABASE_URL: url } })))
