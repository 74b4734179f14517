import t, { test } from 'tap'
import { createClient } from '../../client/src/index.ts'
import { adminKey, startApp } from '../helpers/app.ts'
import { startReceiver } from '../webhooks/receiver.ts'

const collect = async <T>(pages: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = []
  for await (const one of pages) found.push(one)
  return found
}

const server = await startApp(t, { WEBHOOK_PRIVATE_ADDRESSES: 'allow' })
const client = createClient({ baseUrl: server.url, apiKey: adminKey })

test('makes a webhook, tries it, reads and repeats its deliveries, and takes it away', async t => {
  const receiver = await startReceiver(t)
  const { webhook, secret } = await client.webhooks.create({ url: receiver.url, events: ['message.completed'] })
  t.match(await client.webhooks.get(webhook.id), { id: webhook.id, enabled: true })
  t.match(await client.webhooks.test(webhook.id), { ok: true })
  t.equal(receiver.arrived.length, 1)
  const changed = await client.webhooks.update(webhook.id, { enabled: false })
  t.equal(changed.enabled, false)
  const { secret: next } = await client.webhooks.rotateSecret(webhook.id, { overlapSeconds: 60 })
  t.not(next, secret)
  t.same((await collect(client.webhooks.all())).map(({ id }) => id), [webhook.id])
  const deliveries = await collect(client.webhooks.allDeliveries(webhook.id))
  t.same((await client.webhooks.deliveries(webhook.id)).data, deliveries)
  await t.rejects(client.webhooks.redeliver(webhook.id, 'dlv_nowhere'), { code: 'not_found' })
  await client.webhooks.delete(webhook.id)
  await t.rejects(client.webhooks.get(webhook.id), { code: 'not_found' })
})

test('reads what was used, call by call and added up, as data and as tables', async t => {
  await client.chat.completions.create({ model: 'demo/parlance', messages: [{ role: 'user', content: '[echo] [delay 0] hi' }] })
  for (let tries = 0; tries < 100 && (await client.analytics.requests()).data.length === 0; tries++) await new Promise(resolve => setTimeout(resolve, 50))
  t.match(await collect(client.analytics.allRequests({ provider: 'demo' })), [{ provider: 'demo', model: 'parlance' }])
  t.match(await client.analytics.summary(), { totals: { requests: 1 } })
  t.match((await client.analytics.usage({ groupBy: 'provider' })).data, [{ group: 'demo', requests: 1 }])
  t.match(await (await client.analytics.usageTable()).text(), /^group,.*\r\ndemo\/parlance,/)
  t.match(await (await client.analytics.requestsTable()).text(), /demo.*parlance/)
})

test('reads who changed what', async t => {
  await client.aliases.replace('fast', { targets: [{ model: 'demo/parlance' }] })
  const { data } = await client.auditLog.list({ targetType: 'alias' })
  t.match(data, [{ action: 'alias.created', target: { id: 'fast' } }])
  t.same(await collect(client.auditLog.all({ action: 'alias.created' })), data)
  t.match(await (await client.auditLog.table()).text(), /alias\.created/)
})
