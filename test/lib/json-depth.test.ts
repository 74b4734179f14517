import { test } from 'tap'
import { isDeeperThan } from '../../src/lib/json-depth.ts'

const cases: [text: string, limit: number, expected: boolean][] = [
  ['[[[]]]', 3, false],
  ['[[[[]]]]', 3, true],
  ['{"a":[{"b":1}]}', 2, true],
  ['["[[[[[[", "\\"[[[["]', 1, false],
  ['[[],[],[]]', 2, false],
]
for (const [text, limit, expected] of cases) {
  test(`${text} is ${expected ? '' : 'not '}deeper than ${limit}`, async t => { t.equal(isDeeperThan(Buffer.from(text), limit), expected) })
}
