import { test } from 'tap'
import { GatewayError } from '../../src/core/errors.ts'
import { createAliasStore, createDeliveryStore } from '../../src/storage/index.ts'
import { createOutbox } from '../../src/webhooks/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { silentLog } from '../helpers/silent-log.ts'
import { startReceiver } from './receiver.ts'
import { admin, happened, openOffice, until } from './setup.ts'

const alias = { name: 'fast', targets: [{ model: 'demo/parlance' }], strategy: 'ordered' as const, systemPrompt: undefined, cacheTtlMs: undefined, description: undefined, createdAt: 1, updatedAt: 1 }

test('an event is written with the change that it tells of, both or neither', t => forEachDatabase(t, async (t, database) => {
  const office = await openOffice(t, database)
  const aliases = createAliasStore(database)
  const { webhook } = await office.subscribe('https://hooks.example/in')
  const change = async () => { await aliases.put(alias) }
  await t.rejects(office.outbox.tell(['message.created'], change, () => { throw new Error('too bad') }), { message: 'too bad' })
  t.strictSame(await aliases.all(), [])
  await t.rejects(office.outbox.tell(['message.created'], async () => { throw new Error('too bad') }, () => [happened('cht_a')]), { message: 'too bad' })
  t.strictSame(await office.listDeliveries(webhook.id), [])
  await office.outbox.tell(['message.created'], change, () => [happened('cht_a')])
  t.equal((await aliases.all()).length, 1)
  t.equal((await office.listDeliveries(webhook.id)).length, 1)
}))

test('what nobody wants to hear costs no look into the database', async t => {
  let writes = 0
  const wishes = { events: ['chat.created' as const], ownerId: 'usr_ana' }
  const outbox = createOutbox({
    deliveries: { write: async () => { writes++; return 0 } },
    webhooks: { wishes: async () => [wishes] },
    atomically: async work => { writes++; return work() },
    log: silentLog,
  })
  t.teardown(() => outbox.close())
  await outbox.refresh()
  t.equal(await outbox.tell(['message.created'], async () => 'done', () => { throw new Error('is never asked') }), 'done')
  outbox.announce(happened('prv_1', 1, { type: 'provider.down' }))
  outbox.announce(happened('cht_a', 1, { type: 'chat.created', ownerId: 'usr_ben' }))
  await outbox.close()
  t.equal(writes, 0)
  outbox.announce(happened('cht_a', 1, { type: 'chat.created', ownerId: 'usr_ana' }))
  await outbox.close()
  t.equal(writes, 1)
})

test('another process hears of a webhook within its time of looking, and of its end', t => forEachDatabase(t, async (t, database) => {
  const [here, there] = [await openOffice(t, database), await openOffice(t, database)]
  const { webhook } = await here.subscribe('https://hooks.example/in')
  await until(async () => { await there.tell(happened('cht_a')); return here.listDeliveries(webhook.id) }, ({ length }) => length > 0)
  // what it has not heard of yet is looked up when the event is written
  await here.webhooks.update(admin, webhook.id, { isEnabled: false })
  const { length } = await here.listDeliveries(webhook.id)
  await there.tell(happened('cht_a'))
  t.equal((await here.listDeliveries(webhook.id)).length, length)
}))

test('what is announced is written in order, also when the database is away for a moment', t => forEachDatabase(t, async (t, database) => {
  const receiver = await startReceiver(t)
  const office = await openOffice(t, database)
  await office.subscribe(receiver.url, { events: ['provider.down', 'provider.up'] })
  const deliveries = createDeliveryStore(database)
  let failures = 3
  const outbox = createOutbox({
    deliveries: { write: events => failures-- > 0 ? Promise.reject(new GatewayError('unavailable', 'The database does not answer.')) : deliveries.write(events) },
    webhooks: office.store,
    atomically: database.atomically,
    log: silentLog,
    retryMs: 1,
  })
  await outbox.refresh()
  outbox.announce(happened('prv_1', 1, { type: 'provider.down' }))
  outbox.announce(happened('prv_1', 2, { type: 'provider.up' }))
  await outbox.close()
  await office.start()
  await receiver.until(({ length }) => length >= 2)
  t.strictSame(receiver.arrived.map(({ json }) => json.type), ['provider.down', 'provider.up'])
}))

test('what is announced in the middle of a change that fails is told all the same', t => forEachDatabase(t, async (t, database) => {
  const office = await openOffice(t, database)
  const { webhook } = await office.subscribe('https://hooks.example/in', { events: ['provider.down'] })
  const aliases = createAliasStore(database)
  await t.rejects(database.atomically(async () => {
    await aliases.put(alias)
    office.outbox.announce(happened('prv_1', 1, { type: 'provider.down' }))
    // long enough that what ran in here would be undone with it
    for (let reads = 0; reads < 20; reads++) await aliases.all()
    throw new Error('too bad')
  }))
  await office.outbox.close()
  t.equal((await office.listDeliveries(webhook.id)).length, 1)
}))

test('what came to its end is forgotten after a while, what waits is not', t => forEachDatabase(t, async (t, database) => {
  const receiver = await startReceiver(t)
  const office = await openOffice(t, database, { keepMs: 60_000 })
  await office.start()
  const { webhook } = await office.subscribe(receiver.url)
  receiver.answer = ({ json }) => ({ status: json.data.chatId === 'cht_a' ? 204 : 500 })
  await office.tell(happened('cht_a'), happened('cht_b'))
  await until(() => office.listDeliveries(webhook.id), list => list.some(({ status }) => status === 'delivered'))
  await office.prune()
  t.equal((await office.listDeliveries(webhook.id)).length, 2)
  office.time.skew = 61_000
  await office.prune()
  t.match(await office.listDeliveries(webhook.id), [{ status: 'pending', event: { subject: 'cht_b' } }])
  t.equal((await database.db.selectFrom('webhook_event').select('id').execute()).length, 1)
}))
