import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { test } from 'tap'
import { countTokens } from '../../src/tokens/count-tokens.ts'

const whole = (text: string): number => encode(text, { disallowedSpecial: new Set() }).length

test('a short text is counted to the token', async t => {
  for (const text of ['', 'Hello!', 'Hello, wörld 👋 — 你好', 'if (a) {\n    return b\n}\n']) t.equal(countTokens(text), whole(text), text)
})

test('what looks like a special token is text', async t => {
  t.equal(countTokens('<|endoftext|>'), whole('<|endoftext|>'))
  t.ok(countTokens('<|endoftext|>') > 1)
})

test('a long text is counted in pieces, and hardly otherwise', async t => {
  const texts = {
    prose: 'The quick brown fox jumps over the lazy dog, again and again. '.repeat(500),
    code: 'const value = compute(input)\n  if (value === undefined) return\n'.repeat(500),
    chinese: '春眠不觉晓，处处闻啼鸟。夜来风雨声，花落知多少。'.repeat(500),
    emoji: '👩‍👩‍👧‍👦'.repeat(500),
  }
  for (const [name, text] of Object.entries(texts)) {
    const exact = whole(text)
    const counted = countTokens(text)
    t.ok(Math.abs(counted - exact) / exact < 0.02, `${name}: ${counted} for ${exact}`)
  }
})

test('a long run without a space does not take quadratic time', async t => {
  const begun = performance.now()
  t.ok(countTokens('a'.repeat(200_000)) > 20_000)
  t.ok(performance.now() - begun < 3000, 'it took seconds')
})
