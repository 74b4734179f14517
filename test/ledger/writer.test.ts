import { test } from 'tap'
import { GatewayError } from '../../src/core/errors.ts'
import type { LedgerStore, UsageEvent } from '../../src/core/ledger.ts'
import { createWriter, type WriterOptions } from '../../src/ledger/writer.ts'
import { createLedgerStore, type Database } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { silentLog } from '../helpers/silent-log.ts'
import { dawn, dayMs } from './events.ts'
import { receipt } from './receipt.ts'

type Append = LedgerStore['append']

const down = () => new GatewayError('unavailable', 'The database does not answer.')

/** A writer on a real store whose `append` a test may stand in the way of. */
const open = (database: Database, options: Partial<WriterOptions> & { around?: (append: Append) => Append } = {}) => {
  const store = createLedgerStore(database)
  const { around = append => append, ...rest } = options
  const writer = createWriter({ store: { append: around(store.append) }, clock: Date.now, log: silentLog, flushMs: 60_000, onWritten: () => {}, ...rest })
  const written = async (): Promise<string[]> => {
    const requestIds: string[] = []
    for (let cursor: string | undefined; ;) {
      const { data, nextCursor } = await store.list({ from: 0, to: dawn + 10 * dayMs, filter: {}, limit: 200, cursor })
      requestIds.push(...data.map(({ requestId }) => requestId!))
      cursor = nextCursor
      if (cursor === undefined) return requestIds.sort()
    }
  }
  return { writer, written }
}

const ids = (count: number) => Array.from({ length: count }, (_, at) => `req_${String(at).padStart(6, '0')}`)

test('writes all that came in few transactions, and says when', t => forEachDatabase(t, async (t, database) => {
  const sizes: number[] = []
  let told = 0
  const { writer, written } = open(database, { onWritten: () => { told++ }, around: append => async batch => { sizes.push(batch.events.length); await append(batch) } })
  for (const requestId of ids(1203)) writer.add(receipt({ requestId }))
  await writer.flush()
  t.strictSame(sizes, [500, 500, 203])
  t.equal(told, 3)
  t.strictSame(await written(), ids(1203))
  t.equal(writer.waiting, 0)
}))

test('writes by itself after a while, and at once when there is a batch', t => forEachDatabase(t, async (t, database) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const soon = open(database, { flushMs: 5, onWritten: resolve })
  soon.writer.add(receipt())
  await promise
  const full = Promise.withResolvers<void>()
  const batch = open(database, { batchRows: 3, onWritten: full.resolve })
  for (const requestId of ids(3)) batch.writer.add(receipt({ requestId }))
  await full.promise
  t.pass('both were written')
}))

test('events wait while the database is down, and each is written once when it is back', t => forEachDatabase(t, async (t, database) => {
  let isDown = true
  const { writer, written } = open(database, { around: append => async batch => { if (isDown) throw down(); await append(batch) } })
  for (const requestId of ids(700)) writer.add(receipt({ requestId }))
  await writer.flush()
  await writer.flush()
  t.equal(writer.waiting, 700)
  isDown = false
  await writer.flush()
  t.strictSame(await written(), ids(700))
}))

test('a batch whose commit was not heard of is not written twice', t => forEachDatabase(t, async (t, database) => {
  let isCut = true
  const { writer, written } = open(database, { around: append => async batch => { await append(batch); if (isCut) throw down() } })
  for (const requestId of ids(10)) writer.add(receipt({ requestId }))
  await writer.flush()
  t.equal(writer.waiting, 10)
  isCut = false
  await writer.flush()
  t.strictSame(await written(), ids(10))
}))

test('one event that the database refuses holds up no other', t => forEachDatabase(t, async (t, database) => {
  const isBad = ({ requestId }: UsageEvent) => requestId === 'req_000123'
  const { writer, written } = open(database, { around: append => async batch => { if (batch.events.some(isBad)) throw new Error('value out of range'); await append(batch) } })
  for (const requestId of ids(300)) writer.add(receipt({ requestId }))
  await writer.flush()
  t.strictSame(await written(), ids(300).filter(requestId => requestId !== 'req_000123'))
  t.equal(writer.dropped, 1)
  t.equal(writer.waiting, 0)
}))

test('a database that refuses everything is no reason to throw anything away', t => forEachDatabase(t, async (t, database) => {
  let refuses = true
  const { writer, written } = open(database, { around: append => async batch => { if (refuses) throw new Error('no such table'); await append(batch) } })
  for (const requestId of ids(20)) writer.add(receipt({ requestId }))
  await writer.flush()
  t.equal(writer.waiting, 20)
  refuses = false
  await writer.flush()
  t.strictSame(await written(), ids(20))
  t.equal(writer.dropped, 0)
}))

test('nothing is dropped before the queue is full; then the newest, and they are counted', async t => {
  const writer = createWriter({ store: { append: async () => { throw down() } }, clock: Date.now, log: silentLog, onWritten: () => {}, flushMs: 60_000 })
  for (let at = 0; at < 100_000; at++) writer.add(receipt())
  await writer.flush()
  t.strictSame([writer.waiting, writer.dropped], [100_000, 0])
  for (let at = 0; at < 1000; at++) writer.add(receipt())
  await writer.flush()
  // the batch that is being tried has left the queue
  t.strictSame([writer.waiting, writer.dropped], [100_500, 500])
  await writer.close(0)
})

test('closing writes what is left, and waits for a database that comes back', t => forEachDatabase(t, async (t, database) => {
  let failures = 2
  const { writer, written } = open(database, { flushMs: 5, around: append => async batch => { if (failures-- > 0) throw down(); await append(batch) } })
  for (const requestId of ids(5)) writer.add(receipt({ requestId }))
  await writer.close(60_000)
  t.strictSame(await written(), ids(5))
}))
