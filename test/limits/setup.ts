// A server whose provider sells tokens, and keys for it.
import type { Test } from 'tap'
import { startApp, type TestApp } from '../helpers/app.ts'
import { type PayingUpstream, startPaying } from '../helpers/paying-upstream.ts'

/** US dollars a million tokens. */
export const pricing = { input: 1, output: 10 }
/** The most that the question below may cost, in nano-dollars and tokens, as it is set aside. */
export const question = { model: 'up/m', max_tokens: 100, messages: [{ role: 'user', content: 'What does it cost?' }] }

export type Shop = { server: TestApp; upstream: PayingUpstream }

/** `m` costs as said, `dear` ten times that, `unpriced` nobody knows what. */
export async function openShop (t: Test, environment: Record<string, string> = {}): Promise<Shop> {
  const upstream = await startPaying(t)
  const server = await startApp(t, environment)
  await addShop(server, upstream)
  return { server, upstream }
}

export const addShop = (server: TestApp, upstream: PayingUpstream): Promise<unknown> => {
  const priced = { pricing, maxOutputTokens: 5000 }
  return server.addProvider({
    name: 'up',
    kind: 'openai-compatible',
    baseUrl: upstream.url,
    apiKey: 'sk-upstream-key-0123456789',
    modelOverrides: { m: priced, failing: priced, endless: priced, silent: priced, dear: { ...priced, pricing: { input: 10, output: 100 } } },
  })
}

/** A key and its secret. Fails when refused. */
export async function makeKey ({ call }: Pick<TestApp, 'call'>, settings: object, by?: string): Promise<{ id: string; secret: string }> {
  const { json, text, status } = await call('POST', '/api/v1/api-keys', { body: { name: 'shopper', scopes: ['inference'], ...settings }, ...by !== undefined && { key: by } })
  if (status !== 201) throw new Error(text)
  return { id: json.key.id, secret: json.secret }
}

export const ask = ({ call }: Pick<TestApp, 'call'>, key: string, change: object = {}) =>
  call('POST', '/api/v1/chat/completions', { key, body: { ...question, ...change } })

/** How a key’s budget stands when nothing is set aside any more. */
export async function settledBudget ({ call }: Pick<TestApp, 'call'>, id: string): Promise<any> {
  for (;;) {
    const { json } = await call('GET', id.startsWith('usr_') ? `/api/v1/users/${id}` : `/api/v1/api-keys/${id}`)
    if (json.budget.reservedUsd === 0) return json.budget
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
