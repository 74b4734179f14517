import { test } from 'tap'
import { forEachDatabase } from '../helpers/databases.ts'
import { openSecond } from '../storage/user-records.ts'
import { distinct, startReceiver, verify } from './receiver.ts'
import { admin, happened, openOffice, until } from './setup.ts'

const hour = 3_600_000
const numbers = (arrived: readonly { json: any }[]) => arrived.map(({ json }) => json.data.number)
const all = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

test('what happens arrives once, signed, in the order of its subject', t => forEachDatabase(t, async (t, database) => {
  const receiver = await startReceiver(t)
  const office = await openOffice(t, database)
  await office.start()
  const { webhook, secret } = await office.subscribe(receiver.url)
  for (const number of all(10)) for (const chat of ['cht_a', 'cht_b']) await office.tell(happened(chat, number))
  await receiver.until(({ length }) => length >= 20)
  for (const arrived of receiver.arrived) verify(secret, arrived)
  for (const chat of ['cht_a', 'cht_b']) t.strictSame(numbers(receiver.arrived.filter(({ json }) => json.data.chatId === chat)), all(10))
  t.match(receiver.arrived[0]!.headers, { 'content-type': 'application/json', 'user-agent': /^Parlance\// })
  t.strictSame(Object.keys(receiver.arrived[0]!.json), ['type', 'timestamp', 'data'])
  const list = await until(() => office.listDeliveries(webhook.id), list => list.every(({ status }) => status === 'delivered'))
  t.match(list[0], { attemptCount: 1, attempts: [{ status: 204, error: null }] })
  // nothing is left to look at
  await until(() => database.db.selectFrom('webhook_lane').selectAll().execute(), ({ length }) => length === 0)
}))

test('a failed delivery holds up what follows about its subject, and nothing else', t => forEachDatabase(t, async (t, database) => {
  const receiver = await startReceiver(t)
  const office = await openOffice(t, database)
  await office.start()
  await office.subscribe(receiver.url)
  let isDown = true
  receiver.answer = ({ json }) => ({ status: isDown && json.data.chatId === 'cht_a' ? 503 : 204 })
  await office.tell(happened('cht_a', 1), happened('cht_a', 2), happened('cht_b', 3))
  await receiver.until(arrived => numbers(arrived).includes(3) && arrived.length >= 4)
  t.notOk(numbers(receiver.arrived).includes(2))
  isDown = false
  await receiver.until(arrived => numbers(arrived).includes(2))
  t.strictSame(numbers(distinct(receiver.arrived)).filter(number => number !== 3), [1, 2])
  t.equal(new Set(receiver.arrived.filter(({ json }) => json.data.number === 1).map(({ id }) => id)).size, 1, 'the same id at every attempt')
}))

test('what was tried for a day is given up, and the next goes on', t => forEachDatabase(t, async (t, database) => {
  const receiver = await startReceiver(t)
  const office = await openOffice(t, database)
  await office.start()
  const { webhook } = await office.subscribe(receiver.url)
  receiver.answer = ({ json }) => ({ status: json.data.number === 1 ? 500 : 204 })
  await office.tell(happened('cht_a', 1), happened('cht_a', 2))
  await receiver.until(({ length }) => length >= 1)
  office.time.skew = 25 * hour
  await receiver.until(arrived => numbers(arrived).includes(2))
  const [second, first] = await until(() => office.listDeliveries(webhook.id), list => list.every(({ status }) => status !== 'pending'))
  t.match(first, { status: 'dead', endedAt: Number, attempts: [{ status: 500, error: 'The receiver answered 500.' }] })
  t.match(second, { status: 'delivered' })

  receiver.answer = () => ({ status: 200 })
  const again = await office.webhooks.redeliver(admin, webhook.id, first!.id)
  await receiver.until(arrived => numbers(arrived).at(-1) === 1)
  t.match(again, { repeats: first!.id, event: { id: first!.event.id } })
  await until(() => office.listDeliveries(webhook.id), ([newest]) => newest!.status === 'delivered')
}))

test('two processes share the work: each event is delivered by one of them', t => forEachDatabase(t, async (t, database, place) => {
  const receiver = await startReceiver(t)
  const offices = [await openOffice(t, database), await openOffice(t, await openSecond(database, place))] as const
  const { webhook } = await offices[0].subscribe(receiver.url)
  for (const number of all(5)) await offices[0].tell(...all(12).map(chat => happened(`cht_${chat}`, number)))
  await Promise.all(offices.map(({ start }) => start()))
  await receiver.until(({ length }) => length >= 60)
  await until(() => offices[1].listDeliveries(webhook.id), list => list.every(({ status }) => status === 'delivered'))
  t.equal(receiver.arrived.length, 60)
  for (const chat of all(12)) t.strictSame(numbers(receiver.arrived.filter(({ json }) => json.data.chatId === `cht_${chat}`)), all(5))
}))

test('what a process had claimed when it died is delivered by another, and its late word counts for nothing', t => forEachDatabase(t, async (t, database) => {
  const receiver = await startReceiver(t)
  const office = await openOffice(t, database)
  const { webhook } = await office.subscribe(receiver.url)
  await office.tell(happened('cht_a'))
  const lane = { webhookId: webhook.id, subject: 'cht_a' }
  const now = Date.now()
  t.equal(await office.deliveries.claim(lane, { token: 'dead', now, leasedUntil: now + hour }), true)
  t.equal(await office.deliveries.claim(lane, { token: 'other', now, leasedUntil: now + hour }), false, 'one claims it')
  await office.start()
  await new Promise(resolve => { setTimeout(resolve, 100) })
  t.equal(receiver.arrived.length, 0)
  office.time.skew = 2 * hour
  await receiver.until(({ length }) => length >= 1)
  const [delivery] = await until(() => office.listDeliveries(webhook.id), ([only]) => only!.status === 'delivered')
  const late = { ...delivery!, status: 'dead' as const, nextAt: undefined, leasedUntil: 0 }
  t.equal(await office.deliveries.settle(lane, 'dead', late), false)
  t.match(await office.listDeliveries(webhook.id), [{ status: 'delivered' }])
}))

test('a process that is alone takes back at once what it had claimed before it died', t => forEachDatabase(t, async (t, database) => {
  const receiver = await startReceiver(t)
  const office = await openOffice(t, database, { isAlone: true })
  const { webhook } = await office.subscribe(receiver.url)
  await office.tell(happened('cht_a'))
  await office.deliveries.claim({ webhookId: webhook.id, subject: 'cht_a' }, { token: 'dead', now: Date.now(), leasedUntil: Date.now() + hour })
  await office.start()
  await receiver.until(({ length }) => length >= 1)
}))

test('an endpoint is asked by five at once at the most, however much waits, and holds up no other', t => forEachDatabase(t, async (t, database) => {
  const [slow, quick] = [await startReceiver(t), await startReceiver(t)]
  const office = await openOffice(t, database, { timeoutMs: 300_000 })
  await office.subscribe(slow.url)
  await office.subscribe(quick.url)
  const { promise, resolve: release } = Promise.withResolvers<void>()
  slow.answer = async () => { await promise; return { status: 204 } }
  for (const chat of all(70)) await office.tell(happened(`cht_${chat}`))
  await office.start()
  await quick.until(({ length }) => length >= 70)
  await slow.until(({ length }) => length >= 5)
  t.equal(slow.arrived.length, 5)
  release()
  await slow.until(({ length }) => length >= 70)
  t.equal(slow.mostOpen, 5)
}))

test('a lane is not closed on what was added since somebody looked', t => forEachDatabase(t, async (t, database) => {
  const office = await openOffice(t, database)
  const { webhook } = await office.subscribe('https://hooks.example/in')
  const lane = { webhookId: webhook.id, subject: 'cht_a' }
  const now = Date.now() + 1000
  const told = { attempts: [], attemptCount: 1, firstAttemptAt: now, endedAt: now, status: 'delivered' as const, nextAt: undefined, leasedUntil: now }
  await office.tell(happened('cht_a', 1))
  await office.deliveries.claim(lane, { token: 'mine', now, leasedUntil: now })
  const first = await office.deliveries.head(lane)
  await office.deliveries.settle(lane, 'mine', { ...told, id: first.delivery!.id })
  const { version, delivery } = await office.deliveries.head(lane)
  t.equal(delivery, undefined)
  await office.tell(happened('cht_a', 2))
  t.equal(await office.deliveries.close(lane, 'mine', version), 'changed')
  const second = await office.deliveries.head(lane)
  t.match(JSON.parse(second.delivery!.event.payload), { data: { number: 2 } })
  await office.deliveries.settle(lane, 'mine', { ...told, id: second.delivery!.id })
  t.equal(await office.deliveries.close(lane, 'other', second.version), 'lost')
  t.equal(await office.deliveries.close(lane, 'mine', second.version), 'closed')
}))

test('nothing that happens while a lane is emptied is left behind', t => forEachDatabase(t, async (t, database) => {
  const receiver = await startReceiver(t)
  const office = await openOffice(t, database, { pollMs: 5 })
  await office.start()
  await office.subscribe(receiver.url)
  // one after the other, each while the last is being settled
  for (const number of all(60)) {
    await office.tell(happened('cht_a', number))
    if (number % 3 === 0) await receiver.until(({ length }) => length >= number)
  }
  await receiver.until(({ length }) => length >= 60)
  t.strictSame(numbers(receiver.arrived), all(60))
}))
