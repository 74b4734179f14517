import { test } from 'tap'
import { forEachDatabase } from '../helpers/databases.ts'
import { closedPort } from '../helpers/replay-upstream.ts'
import { startReceiver } from './receiver.ts'
import { admin, happened, openOffice, until } from './setup.ts'

const hour = 3_600_000

test('a webhook at which nothing arrives for three days is disabled, which the audit log tells', t => forEachDatabase(t, async (t, database) => {
  const receiver = await startReceiver(t)
  const office = await openOffice(t, database)
  await office.start()
  const { webhook } = await office.subscribe(receiver.url)
  receiver.answer = () => ({ status: 500 })
  await office.tell(happened('cht_a'))
  await until(() => office.store.find(webhook.id), found => found!.failingSince !== undefined)
  office.time.skew = 71 * hour
  await until(() => office.listDeliveries(webhook.id), ([only]) => only!.status === 'dead')
  t.match(await office.store.find(webhook.id), { isEnabled: true })
  office.time.skew = 73 * hour
  await office.tell(happened('cht_b'))
  await until(() => office.store.find(webhook.id), found => !found!.isEnabled)
  t.match(await office.store.find(webhook.id), { disabledReason: 'failing' })
  t.match((await office.audit.list({ limit: 1 })).data, [{ action: 'webhook.disabled', actor: { type: 'system' }, target: { id: webhook.id }, changes: [{ field: 'isEnabled', before: true, after: false }, { field: 'disabledReason', before: null, after: 'failing' }] }])

  // nothing new is written for it, and what waits goes on when it is enabled again
  const { length } = await office.listDeliveries(webhook.id)
  await office.tell(happened('cht_c'))
  t.equal((await office.listDeliveries(webhook.id)).length, length)
  receiver.answer = () => ({ status: 204 })
  t.match(await office.webhooks.update(admin, webhook.id, { isEnabled: true }), { isEnabled: true, disabledReason: undefined, failingSince: undefined })
  await receiver.until(arrived => arrived.at(-1)!.json.data.chatId === 'cht_b')
  await until(() => office.listDeliveries(webhook.id), list => list.every(({ status }) => status !== 'pending'))
}))

test('another address is tried at once with everything that waits', t => forEachDatabase(t, async (t, database) => {
  const receiver = await startReceiver(t)
  const office = await openOffice(t, database, { retryMs: 3_600_000 })
  await office.start()
  const { webhook } = await office.subscribe(await closedPort())
  await office.tell(happened('cht_a'))
  await until(() => office.listDeliveries(webhook.id), ([only]) => only!.attemptCount === 1)
  t.match(await office.webhooks.update(admin, webhook.id, { url: receiver.url }), { failingSince: undefined })
  await receiver.until(({ length }) => length >= 1)
}))

test('one success begins the count anew', t => forEachDatabase(t, async (t, database) => {
  const receiver = await startReceiver(t)
  const office = await openOffice(t, database)
  await office.start()
  const { webhook } = await office.subscribe(receiver.url)
  receiver.answer = () => ({ status: receiver.arrived.length === 1 ? 500 : 204 })
  await office.tell(happened('cht_a'))
  await until(() => office.listDeliveries(webhook.id), ([only]) => only!.status === 'delivered')
  await until(() => office.store.find(webhook.id), found => found!.failingSince === undefined)
  t.match(await office.listDeliveries(webhook.id), [{ attemptCount: 2, attempts: [{ status: 500 }, { status: 204 }] }])
}))

test('a receiver that answers 410 is asked nothing more', t => forEachDatabase(t, async (t, database) => {
  const receiver = await startReceiver(t)
  const office = await openOffice(t, database)
  await office.start()
  const { webhook } = await office.subscribe(receiver.url)
  receiver.answer = () => ({ status: 410 })
  await office.tell(happened('cht_a'), happened('cht_a', 2))
  await until(() => office.store.find(webhook.id), found => !found!.isEnabled)
  t.match(await office.store.find(webhook.id), { disabledReason: 'gone' })
  await new Promise(resolve => { setTimeout(resolve, 200) })
  t.equal(receiver.arrived.length, 1)
}))

test('each way to fail is told in words, and nothing of what the receiver said', t => forEachDatabase(t, async (t, database) => {
  if (database.engine === 'postgres') return
  const receiver = await startReceiver(t)
  const elsewhere = await startReceiver(t)
  const office = await openOffice(t, database, { timeoutMs: 1000 })
  const { webhook } = await office.subscribe(receiver.url)
  const attempt = async () => (await office.webhooks.test(admin, webhook.id)).attempt

  receiver.answer = () => ({ status: 307, headers: { location: elsewhere.url } })
  t.match(await attempt(), { status: 307, error: /redirect, which is not followed/ })
  t.equal(elsewhere.arrived.length, 0)
  receiver.answer = () => ({ status: 400, body: 'the secret of the receiver' })
  t.strictSame((await attempt()).error, 'The receiver answered 400.')
  receiver.answer = () => ({ status: 200, isSilent: true })
  t.match(await attempt(), { status: null, error: /did not answer in time/ })
  receiver.answer = () => ({ status: 200, body: Buffer.alloc(20 * 1024 * 1024, 'x') })
  t.match(await attempt(), { status: 200, error: null }, 'of a long answer only the beginning is read')
  await receiver.stop()
  t.match(await attempt(), { status: null, error: /refused the connection|closed the connection/ })
  await office.webhooks.update(admin, webhook.id, { url: await closedPort() })
  t.match(await attempt(), { status: null, error: 'The receiver refused the connection.' })
}))

test('the receiver’s wish to wait is obeyed', t => forEachDatabase(t, async (t, database) => {
  if (database.engine === 'postgres') return
  const receiver = await startReceiver(t)
  const office = await openOffice(t, database)
  await office.start()
  const { webhook } = await office.subscribe(receiver.url)
  receiver.answer = () => ({ status: 429, headers: { 'retry-after': '3600' } })
  await office.tell(happened('cht_a'))
  const [delivery] = await until(() => office.listDeliveries(webhook.id), ([only]) => only!.attemptCount === 1)
  t.ok(delivery!.nextAt! - Date.now() > 3_500_000)
}))
