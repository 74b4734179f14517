import { test } from 'tap'
import { createQueue } from '../../src/lib/queue.ts'

test('tasks run one after the other, past a failure', async t => {
  const enqueue = createQueue()
  const steps: string[] = []
  const task = (name: string, fails = false) => enqueue(async () => {
    steps.push(`${name} begins`)
    await new Promise(resolve => setImmediate(resolve))
    steps.push(`${name} ends`)
    if (fails) throw new Error(name)
    return name
  })
  const results = await Promise.allSettled([task('a'), task('b', true), task('c')])
  t.same(results.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled'])
  t.same(steps, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})
