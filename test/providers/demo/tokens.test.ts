import fc from 'fast-check'
import '../../helpers/seeded.ts'
import { test } from 'tap'
import { splitTokens } from '../../../src/providers/demo/tokens.ts'

test('loses nothing of any text', async t => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), text => splitTokens(text).join('') === text))
  fc.assert(fc.property(fc.string({ unit: 'binary' }), text => splitTokens(text).join('') === text))
  t.same(splitTokens(''), [])
})

test('keeps the space with the word that follows', async t => {
  t.same(splitTokens('Hello, wide  world.\n'), ['Hello', ',', ' wide', '  world', '.', '\n'])
})

test('breaks long words', async t => {
  t.same(splitTokens('incomprehensible'), ['incompre', 'hensible'])
})
