import { test } from 'tap'
import type { BudgetSpan } from '../../src/core/budgets.ts'
import { createBudgetStore, openBudgetJournal } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'

const span = (id: string): BudgetSpan => ({ id, period: 'day', start: 1_795_000_000_000 })
const [key, account] = [span('key_1'), span('usr_1')]
const part = (of: BudgetSpan, limit: number) => ({ ...of, limit })
const hold = { instanceId: 'ins_1', expiresAt: 5000 }

test('sets aside while there is room, and counts what was spent instead', t => forEachDatabase(t, async (t, database) => {
  const store = createBudgetStore(database)
  t.strictSame(await store.read([key]), [{ spent: 0, reserved: 0, told: 0 }])
  t.strictSame(await store.reserve({ id: 'a', parts: [part(key, 100)], amount: 60, ...hold }), { ok: true })
  t.match(await store.reserve({ id: 'b', parts: [part(key, 100)], amount: 41, ...hold }), { ok: false, full: key, use: { spent: 0, reserved: 60 } })
  t.strictSame(await store.reserve({ id: 'b', parts: [part(key, 100)], amount: 40, ...hold }), { ok: true })
  t.match(await store.settle('a', [key], 10), [{ spent: 10, reserved: 40 }])
  t.match(await store.settle('b', [key], 45), [{ spent: 55, reserved: 0 }])
  t.match(await store.reserve({ id: 'c', parts: [part(key, 10)], amount: 11, ...hold }), { ok: false }, 'the first one of a period too')
  t.match(await store.settle('unknown', [span('key_2')], 7), [{ spent: 7, reserved: 0 }], 'what was not set aside is counted all the same')
}))

test('sets aside in all budgets or in none', t => forEachDatabase(t, async (t, database) => {
  const store = createBudgetStore(database)
  t.match(await store.reserve({ id: 'a', parts: [part(key, 100), part(account, 50)], amount: 60, ...hold }), { ok: false, full: account })
  t.match(await store.read([key, account]), [{ reserved: 0 }, { reserved: 0 }])
  t.match(await store.reserve({ id: 'b', parts: [part(key, 100), part(account, 50)], amount: 30, ...hold }), { ok: true })
  t.match(await store.settle('b', [key, account], 20), [{ spent: 20, reserved: 0 }, { spent: 20, reserved: 0 }])
}))

test('gives back what nobody renews, and counts a late call once', t => forEachDatabase(t, async (t, database) => {
  const store = createBudgetStore(database)
  await store.reserve({ id: 'a', parts: [part(key, 100), part(account, 100)], amount: 60, ...hold })
  await store.reserve({ id: 'b', parts: [part(key, 100)], amount: 10, instanceId: 'ins_2', expiresAt: 5000 })
  await store.renew('ins_2', 9000)
  t.equal(await store.release(4000), 0)
  t.equal(await store.release(6000), 1)
  t.match(await store.read([key, account]), [{ reserved: 10 }, { reserved: 0 }])
  t.match(await store.settle('a', [key, account], 5), [{ spent: 5, reserved: 10 }, { spent: 5, reserved: 0 }])
}))

test('one alone hears that a threshold was passed', t => forEachDatabase(t, async (t, database) => {
  const store = createBudgetStore(database)
  const told = await Promise.all([80, 80, 80].map(threshold => store.raiseTold(key, threshold)))
  t.equal(told.filter(Boolean).length, 1)
  t.strictSame([await store.raiseTold(key, 100), await store.raiseTold(key, 80)], [true, false])
}))

test('what one process has counted never shrinks', t => forEachDatabase(t, async (t, database) => {
  const store = createBudgetStore(database)
  await store.save([{ ...key, spent: 50, told: 80 }, { ...account, spent: 9, told: 0 }])
  await store.save([{ ...key, spent: 40, told: 0 }])
  t.match(await store.read([key, account]), [{ spent: 50, told: 80 }, { spent: 9, told: 0 }])
}))

test('a journal keeps its lines, also those written after it was shortened', async t => {
  const folder = t.testdir()
  const journal = openBudgetJournal(folder)
  journal.append(['one'])
  journal.append(['two'])
  t.strictSame(journal.read(), ['one', 'two'])
  journal.replace(['two'])
  journal.append(['three'])
  t.strictSame(journal.read(), ['two', 'three'])
  journal.replace([])
  t.equal(journal.size, 0)
  journal.append(['four'])
  t.strictSame(journal.read(), ['four'])
  journal.close()
  const again = openBudgetJournal(folder)
  t.strictSame(again.read(), ['four'])
  t.equal(again.size, 5)
  again.close()
})
