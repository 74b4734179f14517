import { test } from 'tap'
import type { AliasRecord } from '../../src/core/ports.ts'
import { createAliasStore } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'

const record = (change: Partial<AliasRecord> = {}): AliasRecord => ({
  name: 'fast',
  targets: [{ model: 'openai/gpt-4o-mini', weight: 0.5 }, { model: 'anthropic/claude:thinking' }],
  strategy: 'weighted',
  cacheTtlMs: 3_600_000,
  systemPrompt: 'Sei kurz. {{date}} “🌍”',
  description: undefined,
  createdAt: 1_795_000_000_000,
  updatedAt: 1_795_000_000_001,
  ...change,
})

test('gives back what it took, by name', t => forEachDatabase(t, async (t, database) => {
  const store = createAliasStore(database)
  t.strictSame(await store.all(), [])
  for (const name of ['b', 'B', 'a.1:x', 'a']) t.strictSame(await store.put(record({ name })), record({ name }))
  t.strictSame((await store.all()).map(({ name }) => name), ['B', 'a', 'a.1:x', 'b'], 'in the order of their bytes, on both engines')
  t.strictSame((await store.all())[0], record({ name: 'B' }))
}))

test('replaces an alias whole, but not when it was made', t => forEachDatabase(t, async (t, database) => {
  const store = createAliasStore(database)
  await store.put(record())
  const change = record({ targets: [{ model: 'a/m' }], strategy: 'ordered', systemPrompt: undefined, description: 'cheap', createdAt: 2, updatedAt: 3 })
  const stored = { ...change, createdAt: record().createdAt }
  t.strictSame(await store.put(change), stored)
  t.strictSame(await store.all(), [stored])
}))

test('two writers of one alias leave one of them', t => forEachDatabase(t, async (t, database) => {
  const store = createAliasStore(database)
  await Promise.all(Array.from({ length: 10 }, (_, index) => store.put(record({ description: `number ${index}` }))))
  t.match(await store.all(), [{ name: 'fast', description: /^number \d$/ }])
}))

test('removes, and says whether there was anything', t => forEachDatabase(t, async (t, database) => {
  const store = createAliasStore(database)
  await store.put(record())
  t.equal(await store.remove('Fast'), false)
  t.equal(await store.remove('fast'), true)
  t.equal(await store.remove('fast'), false)
  t.strictSame(await store.all(), [])
}))
