import { test } from 'tap'
import { memoize } from '../../src/lib/memoize.ts'

const count = (limit: number) => {
  const asked: string[] = []
  const find = memoize((word: string) => {
    asked.push(word)
    return word === 'nothing' ? undefined : word.length
  }, { keyOf: word => word, limit })
  return { asked, find }
}

test('asks once, for what is not there too', async t => {
  const { asked, find } = count(10)
  t.strictSame(['one', 'one', 'nothing', 'nothing'].map(find), [3, 3, undefined, undefined])
  t.strictSame(asked, ['one', 'nothing'])
})

test('forgets the oldest when it is full', async t => {
  const { asked, find } = count(2)
  for (const word of ['a', 'b', 'a', 'c', 'b', 'a']) find(word)
  t.strictSame(asked, ['a', 'b', 'c', 'a'])
})
