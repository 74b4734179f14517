import { test } from 'tap'
import { readWords, words } from '../../../src/providers/demo/words.ts'

test('reads every word that the table shows', async t => {
  for (const { form } of Object.values(words)) {
    for (const example of form.split('` or `').flatMap(form => form.includes('|') ? form.slice(6, -1).split('|').map(name => `[fail ${name}]`) : form)) {
      t.equal(readWords(`Hello ${example}`).rest, 'Hello', example)
    }
  }
})

test('takes words anywhere, in any case, the later one first', async t => {
  const { directions, rest } = readWords('[DELAY 0] Tell me [length 5] a story [length 7] [reasoning]')
  t.same(directions, { delayMs: 0, waitMs: 0, wantsReasoning: true, length: 7 })
  t.equal(rest, 'Tell me a story')
})

test('tells a failure half-way from one before', async t => {
  t.match(readWords('[fail midstream]').directions, { breaks: 'midstream' })
  t.match(readWords('[fail 429]').directions, { fail: '429' })
})

test('leaves ordinary brackets alone', async t => {
  for (const prompt of ['[length many]', '[length -1]', '[length 99999999]', '[fail 200]', '[json](https://example.com)', 'it says `[fail 429]` there', '[x] done', 'a[i]', '[reasoning hard]', '[constructor]', '[tools 0]']) {
    t.same(readWords(prompt), { directions: { delayMs: 15, waitMs: 0, wantsReasoning: false }, rest: prompt })
  }
})
