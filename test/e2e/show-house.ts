// What an admin looks after, for pictures: providers that fare differently, aliases, people, keys, and some use of it all.
import { type Client, createClient } from '../../client/src/index.ts'
import { closedPort } from '../helpers/replay-upstream.ts'

const password = 'a horse of another colour'
const days = 24 * 60 * 60_000

/** Puts things into a house and returns the pages that show them, by name. */
export async function furnish (admin: Client, url: string): Promise<Record<string, string>> {
  const workshop = await admin.providers.create({
    name: 'workshop',
    kind: 'demo',
    modelOverrides: { parlance: { displayName: 'Parlance', pricing: { input: 3, output: 15, cacheRead: 0.3 } }, 'parlance-mini': { pricing: { input: 0.2, output: 0.8 } } },
  })
  const attic = await admin.providers.create({ name: 'attic', kind: 'openai-compatible', baseUrl: `${await closedPort()}/v1`, apiKey: 'sk-0123456789abcdef', models: ['large', 'small'] })
  await admin.providers.create({ name: 'cellar', kind: 'ollama', baseUrl: await closedPort(), enabled: false })
  for (let count = 0; count < 2; count++) await admin.providers.test(attic.id)
  for (let count = 0; count < 10; count++) await admin.providers.test(workshop.id)
  await admin.aliases.replace('fast', { description: 'Short answers, cheap.', targets: [{ model: 'attic/small' }, { model: 'workshop/parlance-mini' }, { model: 'demo/parlance-mini' }] })
  await admin.aliases.replace('balanced', { strategy: 'weighted', targets: [{ model: 'workshop/parlance', weight: 3 }, { model: 'demo/parlance', weight: 1 }], systemPrompt: 'You answer briefly. Today is {{weekday}}, {{date}}.' })

  const ben = await admin.users.create({ username: 'ben', email: 'ben@example.org', password })
  await admin.users.update(ben.id, { limits: { requestsPerDay: 200 } })
  await admin.users.create({ username: 'cleo', email: 'cleo@example.org', password })
  const dora = await admin.users.create({ username: 'dora', email: 'dora@example.org', password })
  await admin.users.update(dora.id, { disabled: true })
  const { secret } = await admin.apiKeys.create({ name: 'web shop', scopes: ['inference'], limits: { requestsPerMinute: 60, requestsPerDay: 5000 } })
  await admin.apiKeys.create({ name: 'notebook', scopes: ['inference', 'chats'], expiresAt: new Date(Date.now() + 90 * days).toISOString() })
  const { key } = await admin.apiKeys.create({ name: 'old laptop', scopes: ['inference'] })
  await admin.apiKeys.revoke(key.id)
  const shop = createClient({ baseUrl: url, apiKey: secret, maxRetries: 0 })
  for (const model of ['workshop/parlance', 'workshop/parlance-mini', 'fast', 'demo/parlance']) {
    for (let count = 0; count < 4; count++) await shop.chat.completions.stream({ model, messages: [{ role: 'user', content: `[length ${20 + 30 * count}] [delay 5] Hello` }] }).final()
  }
  const data = await (await fetch(`${url}/openapi.json`)).json() as { paths: object }
  return {
    'account-preferences': '/account/preferences',
    'account-security': '/account/security',
    'account-keys': '/account/keys',
    'admin-overview': '/admin',
    'admin-providers': '/admin/providers',
    'admin-templates': '/admin/providers/new',
    'admin-provider': `/admin/providers/${workshop.id}`,
    'admin-provider-edit': `/admin/providers/${attic.id}/edit`,
    'admin-alias': '/admin/aliases/edit/balanced',
    'admin-users': '/admin/users',
    'admin-user': `/admin/users/${ben.id}`,
    'admin-keys': '/admin/keys',
    ...'/api/v1/analytics/usage' in data.paths && { 'admin-analytics': '/admin/analytics?period=24h' },
    ...'/api/v1/webhooks' in data.paths && { 'admin-webhooks': '/admin/webhooks' },
    ...'/api/v1/audit-log' in data.paths && { 'admin-audit': '/admin/audit' },
  }
}
