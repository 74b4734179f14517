import { test } from 'tap'
import { rank } from '../../src/registry/rank.ts'
import { admin, startRegistry } from './setup.ts'

const keys = Array.from({ length: 20_000 }, (_, index) => `cht_${index.toString(36)}`)
const three = [{ name: 'one/a', weight: 1 }, { name: 'one/b', weight: 2 }, { name: 'one/c', weight: 1 }]

const share = (rankFor: (key: string) => string[], place = 0) => {
  const counts: Record<string, number> = {}
  for (const key of keys) counts[rankFor(key)[place]!] = (counts[rankFor(key)[place]!] ?? 0) + 1
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / keys.length]))
}
const isNear = (value: number | undefined, wanted: number) => Math.abs((value ?? 0) - wanted) < 0.02

test('each name comes first as often as it weighs', async t => {
  const shares = share(rank(three))
  t.ok(isNear(shares['one/a'], 0.25) && isNear(shares['one/b'], 0.5) && isNear(shares['one/c'], 0.25), JSON.stringify(shares))
})

test('keys of one that is away spread over the others as these weigh', async t => {
  const rankFor = rank(three)
  const lost = keys.filter(key => rankFor(key)[0] === 'one/a')
  const toB = lost.filter(key => rankFor(key)[1] === 'one/b').length / lost.length
  t.ok(Math.abs(toB - 2 / 3) < 0.03, String(toB))
})

test('when a name is added only the keys move that go to it', async t => {
  const before = rank(three)
  const after = rank([...three, { name: 'two/d', weight: 1 }])
  const moved = keys.filter(key => before(key)[0] !== after(key)[0])
  t.ok(moved.every(key => after(key)[0] === 'two/d'))
  t.ok(isNear(moved.length / keys.length, 0.2), String(moved.length))
})

test('what weighs nothing comes last', async t => {
  const rankFor = rank([{ name: 'never', weight: 0 }, ...three])
  t.ok(keys.slice(0, 500).every(key => rankFor(key).at(-1) === 'never'))
})

test('keys that differ in one letter only are spread all the same', async t => {
  const rankFor = rank([{ name: 'one/a', weight: 1 }, { name: 'one/b', weight: 1 }])
  const first = [...'abcdefghijklmnopqrstuvwxyz0123456789'].filter(letter => rankFor(`user-${letter}`)[0] === 'one/a').length
  t.ok(first > 8 && first < 28, String(first))
})

test('a chat keeps its target, others are drawn', async t => {
  let drawn = 0
  const { registry } = await startRegistry(t, { random: () => (drawn = (drawn + 0.3) % 1) })
  await registry.create(admin, { name: 'one', kind: 'acme', baseUrl: 'http://127.0.0.1:9', models: ['a', 'b', 'c'] })
  await registry.aliases.put('mix', { targets: [{ model: 'one/a' }, { model: 'one/b' }, { model: 'one/c' }], strategy: 'weighted', systemPrompt: 'Be brief.' })
  const firsts = (affinity?: string) => new Set(Array.from({ length: 20 }, () => registry.alias('mix', affinity)!.models.join()))
  t.equal(firsts('cht_1').size, 1)
  t.equal(firsts().size, 3)
  t.equal(registry.alias('mix', 'cht_1')!.systemPrompt, 'Be brief.')
  t.strictSame([...registry.alias('mix', 'cht_1')!.models].sort(), ['one/a', 'one/b', 'one/c'])
})
