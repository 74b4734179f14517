import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { createAccessTokens } from '../../src/accounts/access-tokens.ts'
import { createPrincipalCache } from '../../src/accounts/principal-cache.ts'
import { createPatience } from '../../src/chats/patience.ts'
import { createLimitStore } from '../../src/limits/index.ts'
import { createGuard } from '../../src/limits/redis-guard.ts'
import { createId } from '../../src/lib/ids.ts'
import { createWindowStore } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { silentLog } from '../helpers/silent-log.ts'

const day = 86_400_000
const minute = 60_000

/** A clock that somebody sets. */
const openClock = () => {
  let at = Date.UTC(2026, 10, 21, 12)
  return { clock: () => at, set: (by: number) => { at += by } }
}

const window = { key: 'k', limit: 2, windowMs: minute }

test('a window: set back it opens anew at once and holds, set forward it opens once', async t => {
  const { clock, set } = openClock()
  const store = createLimitStore({ clock })
  t.teardown(store.close)
  const admitted = (): boolean[] => [1, 2, 3].map(() => store.take([window]).ok)
  t.same(admitted(), [true, true, false])
  set(-day)
  t.same(admitted(), [true, true, false], 'nobody waits for a day')
  t.ok(store.peek([window])[0]!.resetAt - clock() <= minute)
  set(2 * day)
  t.same(admitted(), [true, true, false])
  set(-1)
  t.same(admitted(), [true, true, false], 'at the very edge, too')
})

test('a window that is counted in the database', t => forEachDatabase(t, async (t, database) => {
  const { clock, set } = openClock()
  const store = createWindowStore(database, { clock, log: silentLog })
  t.teardown(store.close)
  const admitted = async (): Promise<boolean[]> => [(await store.take([window])).ok, (await store.take([window])).ok, (await store.take([window])).ok]
  for (const by of [0, -day, 2 * day]) {
    set(by)
    t.same(await admitted(), [true, true, false], `${by}`)
  }
}))

test('a Redis that was gone is tried again, however far the clock is set back', async t => {
  const { clock, set } = openClock()
  const guard = createGuard({ clock, log: silentLog })
  let isUp = false
  const ask = () => guard(async () => { if (!isUp) throw new Error('gone'); return 'redis' }, async () => 'alone')
  t.equal(await ask(), 'alone')
  isUp = true
  t.equal(await ask(), 'alone', 'not at once')
  set(-day)
  t.equal(await ask(), 'redis')
})

test('a caller who was revoked elsewhere is not let in for longer because the clock was set back', async t => {
  const { clock, set } = openClock()
  let reads = 0
  const cache = createPrincipalCache({ read: async () => { reads++; return { principal: undefined, stopsAt: 0 } }, clock, log: silentLog, what: 'key' })
  await cache.get('name')
  await cache.get('name')
  t.equal(reads, 1)
  set(-day)
  await cache.get('name')
  t.equal(reads, 2)
  t.equal(cache.peek('other'), undefined)
})

test('access tokens end by the clock, forward and back', async t => {
  const { clock, set } = openClock()
  const tokens = createAccessTokens({ secrets: ['a-secret-of-at-least-thirty-two-characters'], clock })
  const token = tokens.issue('usr_1', 'ses_1')
  set(day)
  t.equal(tokens.read(token)?.isExpired, true)
  t.equal(tokens.read(tokens.issue('usr_1', 'ses_1'))?.isExpired, false)
  set(-day)
  t.equal(tokens.read(token)?.isExpired, false)
})

test('nobody is taken for dead because the clock was set forward, and it passes though it is set back', async t => {
  const { clock, set } = openClock()
  const running = performance.now()
  const patience = createPatience({ clock: () => clock() + performance.now() - running, ms: 200 })
  t.equal(patience.isWaiting(), false)
  set(day)
  t.equal(patience.isWaiting(), true)
  set(-2 * day)
  t.equal(patience.isWaiting(), true)
  await sleep(250)
  t.equal(patience.isWaiting(), false)
})

test('ids stay in order when the system’s clock is set back', async t => {
  const { now } = Date
  t.teardown(() => { Date.now = now })
  const before = createId('x')
  Date.now = () => now() - day
  const ids = [before, ...Array.from({ length: 10_000 }, () => createId('x'))]
  t.strictSame(ids.toSorted(), ids)
})
