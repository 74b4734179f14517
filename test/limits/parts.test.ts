import { test } from 'tap'
import type { BudgetJournal, BudgetStore } from '../../src/core/budgets.ts'
import { coversPattern, mayUse } from '../../src/core/model-access.ts'
import { matchesGlob } from '../../src/lib/glob.ts'
import { createAnnouncer } from '../../src/limits/announcer.ts'
import { createLimitStore } from '../../src/limits/index.ts'
import { createLocalPurse } from '../../src/limits/local-purse.ts'
import { periodAt } from '../../src/limits/period.ts'
import { estimatePrompt } from '../../src/core/prompt-size.ts'
import { silentLog } from '../helpers/silent-log.ts'

test('a star stands for anything', async t => {
  const fits: [string, string][] = [['*', ''], ['*', 'a/b'], ['a*', 'a'], ['a*c', 'abc'], ['a*c', 'acc'], ['*b*', 'abc'], ['a', 'a'], ['gpt-*-mini', 'gpt-4o-mini'], ['**', 'x']]
  const misses: [string, string][] = [['', 'a'], ['a', 'ab'], ['a*', 'ba'], ['*c', 'cb'], ['a*c', 'ab'], ['gpt-*-mini', 'gpt-4o-mini-x'], ['a.c', 'abc']]
  for (const [pattern, text] of fits) t.ok(matchesGlob(pattern, text), `${pattern} ${text}`)
  for (const [pattern, text] of misses) t.notOk(matchesGlob(pattern, text), `${pattern} ${text}`)
  t.notOk(matchesGlob('*a'.repeat(150) + 'b', 'a'.repeat(500)), 'and takes no time about it')
})

test('a pattern covers what it allows and no more', async t => {
  const covered: [string[], string][] = [[['*'], 'a/b'], [['a/*'], 'a/b'], [['a/*'], 'a/b*'], [['x', 'a/b'], 'a/b'], [['gpt-*'], 'openai/gpt-4'], [['gpt-*'], 'gpt-4*']]
  const open: [string[], string][] = [[['a/*'], '*'], [['a/*'], 'b'], [['a/b'], 'a/*'], [['openai/*'], 'gpt-4'], [['gpt-*'], 'openai/*'], [[], 'a']]
  for (const [patterns, pattern] of covered) t.ok(coversPattern(patterns, pattern), `${patterns} ${pattern}`)
  for (const [patterns, pattern] of open) t.notOk(coversPattern(patterns, pattern), `${patterns} ${pattern}`)
  t.ok(mayUse([['a/*'], ['*']], { alias: undefined, provider: 'a', model: 'b' }))
  t.notOk(mayUse([['a/*'], ['c']], { alias: undefined, provider: 'a', model: 'b' }), 'every list has a say')
  t.notOk(mayUse([['meta/*']], { alias: undefined, provider: 'other', model: 'meta/llama' }), 'a provider’s name is not a model’s')
})

test('periods begin at midnight, on Monday and on the first, in UTC', async t => {
  const at = Date.parse('2026-11-21T15:04:05Z')
  const said = (period: Parameters<typeof periodAt>[0], now = at) => Object.values(periodAt(period, now)).map(time => time === undefined ? null : new Date(time).toISOString().slice(0, 10))
  t.strictSame(said('day'), ['2026-11-21', '2026-11-22'])
  t.strictSame(said('week'), ['2026-11-16', '2026-11-23'])
  t.strictSame(said('week', Date.parse('2026-11-16T00:00:00Z')), ['2026-11-16', '2026-11-23'])
  t.strictSame(said('month'), ['2026-11-01', '2026-12-01'])
  t.strictSame(said('month', Date.parse('2026-12-31T23:59:59Z')), ['2026-12-01', '2027-01-01'])
  t.strictSame(said('total'), ['1970-01-01', null])
})

test('a prompt is estimated high by its words, and its pictures by themselves', async t => {
  const sized = (body: object) => estimatePrompt(body, Buffer.byteLength(JSON.stringify(body)))
  const words = { messages: [{ role: 'user', content: 'The quick brown fox jumps over the lazy dog. '.repeat(100) }] }
  t.ok(sized(words) > 1000 && sized(words) < 2500, `${sized(words)}: a thousand and one it is`)
  const base64 = 'iVBORw0KGgo'.repeat(50_000)
  for (const content of [[{ type: 'image_url', image_url: { url: `data:image/png;base64,${base64}` } }], [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: base64 } }], [{ type: 'image_url', image_url: { url: 'https://example.org/cat.png' } }]]) {
    t.ok(sized({ messages: [{ role: 'user', content }] }) < 2200)
  }
  t.ok(sized({ messages: [{ role: 'user', content: base64 }] }) > 100_000, 'what stands where words stand is words')
  const house = { request: { messages: [{ role: 'user', content: [{ type: 'text', text: 'x'.repeat(3000) }] }] } }
  t.ok(estimatePrompt(house, 0) >= 1000)
  t.ok(estimatePrompt({}, 2, 'a system prompt of the house') > estimatePrompt({}, 2))
})

test('a window counts amounts, and is corrected only while it is open', async t => {
  let now = 0
  const store = createLimitStore({ clock: () => now })
  t.teardown(store.close)
  const window = { key: 'a', limit: 100, windowMs: 1000 }
  const taken = store.take([{ ...window, amount: 60 }])
  t.notOk(store.take([{ ...window, amount: 41 }]).ok)
  store.adjust([window], taken, -50)
  t.equal(store.peek([window])[0]!.used, 10)
  store.adjust([window], taken, 200)
  t.equal(store.peek([window])[0]!.used, 210, 'more than was set aside counts too')
  now = 1000
  t.ok(store.take([{ ...window, amount: 100 }]).ok)
  store.adjust([window], taken, -60)
  t.equal(store.peek([window])[0]!.used, 100)
})

const openPurse = (lines: string[]) => {
  const saved: object[] = []
  const journal: BudgetJournal = { read: () => lines, append: added => { lines.push(...added) }, replace: kept => { lines.splice(0, lines.length, ...kept) }, size: 0, close: () => {} }
  const store = { read: async spans => spans.map(() => ({ spent: 0, reserved: 0, told: 0 })), save: async (uses: readonly object[]) => { saved.push(...uses) } } as Partial<BudgetStore> as BudgetStore // the two that it uses
  let now = Date.parse('2026-11-21T23:59:59Z')
  const clock = () => now
  const purse = createLocalPurse({ store, journal, clock, log: silentLog, announcer: createAnnouncer({ announce: undefined, clock }) })
  return { purse, saved, lines, tick: (ms: number) => { now += ms } }
}

test('what a killed process had only in its journal is counted, but not half a line', async t => {
  const { purse, saved, lines } = openPurse(['key_1 day 86400000 500 0 .', 'key_1 day 86400000 700 80 .', 'key_2 total 0 9', 'key_2 total 0 9000 0', ''])
  await purse.start()
  t.strictSame(saved, [{ id: 'key_1', period: 'day', start: 86_400_000, spent: 500, told: 0 }, { id: 'key_1', period: 'day', start: 86_400_000, spent: 700, told: 80 }])
  t.strictSame(lines, [])
  await purse.close()
})

test('a call is paid in the period in which it began', async t => {
  const { purse, tick, lines } = openPurse([])
  const account = { id: 'key_1', ownerId: undefined, limit: 100, period: 'day' as const }
  const first = await purse.reserve([account], 80)
  tick(2000)
  const second = await purse.reserve([account], 80)
  t.match([first, second], [{ ok: true }, { ok: true }])
  if (!first.ok || !second.ok) return
  first.settle(70)
  t.match(await purse.read([account]), [{ spent: 0, reserved: 80 }])
  second.settle(5)
  t.match(await purse.read([account]), [{ spent: 5, reserved: 0 }])
  t.match(lines[0], new RegExp(`^key_1 day ${Date.parse('2026-11-21')} 70 0 \\.$`))
  t.notOk(purse.reserve([account], 96) instanceof Promise, 'at once, for whom it knows')
  await purse.close()
})
