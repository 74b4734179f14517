import { test } from 'tap'
import { editDistance } from '../../src/lib/edit-distance.ts'

const cases: [string, string, number, number][] = [
  ['same', 'same', 2, 0],
  ['DATABSE_URL', 'DATABASE_URL', 2, 1],
  ['gtp-4o', 'gpt-4o', 2, 1],
  ['kitten', 'sitting', 3, 3],
  ['kitten', 'sitting', 2, 3],
  ['', 'ab', 2, 2],
  ['abcdef', 'x', 2, 3],
  ['bacdab', 'abcdba', 2, 2],
]
for (const [left, right, limit, distance] of cases) {
  test(`from "${left}" to "${right}" within ${limit} it is ${distance}`, async t => {
    t.equal(editDistance(left, right, limit), distance)
    t.equal(editDistance(right, left, limit), distance)
  })
}
