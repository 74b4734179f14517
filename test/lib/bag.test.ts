import fc from 'fast-check'
import '../helpers/seeded.ts'
import { test } from 'tap'
import { createBag } from '../../src/lib/bag.ts'

test('holds what was added and not removed, whatever the order', async t => {
  fc.assert(fc.property(fc.array(fc.nat({ max: 9 })), steps => {
    const things = Array.from({ length: 10 }, (_, name) => ({ name, place: -1 }))
    const bag = createBag<typeof things[0]>()
    const expected = new Set<number>()
    for (const step of steps) {
      if (expected.delete(step)) bag.remove(things[step]!)
      else {
        expected.add(step)
        bag.add(things[step]!)
      }
    }
    bag.remove({ name: -1, place: 0 })
    t.strictSame(bag.all().map(({ name }) => name).sort(), [...expected].sort())
    t.equal(bag.size, expected.size)
  }))
})
