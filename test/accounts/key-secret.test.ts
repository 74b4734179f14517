import { test } from 'tap'
import { createKeySecret, hashSecret, hasKeyShape, hintOf } from '../../src/accounts/key-secret.ts'

test('makes secrets of one shape that never repeat', async t => {
  const secrets = Array.from({ length: 1000 }, createKeySecret)
  t.equal(new Set(secrets).size, 1000)
  t.ok(secrets.every(hasKeyShape))
  // 62 ** 43 is more than 2 ** 256, so the first digit has only part of its range; all others have all of theirs.
  t.equal(new Set(secrets.map(secret => secret.at(-1))).size, 62)
})

test('hashes the whole secret', async t => {
  t.equal(hashSecret('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  t.not(hashSecret('plk_' + 'a'.repeat(42) + 'b'), hashSecret('plk_' + 'a'.repeat(43)))
  t.equal(hintOf('plk_abcdefghi'), 'plk_abcdef')
})
