import { test } from 'tap'
import { mergePatch } from '../../src/lib/merge-patch.ts'

test('a patch replaces, adds, removes and goes into objects', async t => {
  const target = { a: 1, b: { c: 2, d: 3 }, e: [1, 2] }
  t.same(mergePatch(target, { a: null, b: { c: null, x: { y: 1, z: null } }, e: [3], f: 4 }), { b: { d: 3, x: { y: 1 } }, e: [3], f: 4 })
  t.same(target, { a: 1, b: { c: 2, d: 3 }, e: [1, 2] }, 'the target stays')
})

test('a patch cannot reach a prototype', async t => {
  const merged = mergePatch({}, JSON.parse('{"__proto__": {"isAdmin": true}}'))
  t.equal(({} as { isAdmin?: boolean }).isAdmin, undefined)
  t.equal(Object.getPrototypeOf(merged), Object.prototype)
})
