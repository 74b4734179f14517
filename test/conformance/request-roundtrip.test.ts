import { deepStrictEqual as deepEqual } from 'node:assert/strict'
import fc from 'fast-check'
import '../helpers/seeded.ts'
import { test } from 'tap'
import type { ChatRequest, Warning } from '../../src/core/chat.ts'
import type { Dialect } from '../../src/core/dialect.ts'
import { many } from '../helpers/many.ts'
import { chatRequest } from './arbitraries.ts'
import { bothEnds, pairs } from './both-ends.ts'
import { commonOf, limitRequest, viewRequest } from './request-views.ts'

const runs = many(150)

const isDropped = ({ action }: Warning): boolean => action === 'dropped'

/** Out onto the wire and in again. Fails when something was dropped. */
const pass = ({ writeRequest, readRequest }: Dialect, request: ChatRequest): ChatRequest => {
  const { body, warnings } = writeRequest(request)
  deepEqual(warnings.filter(isDropped), [])
  return readRequest(JSON.parse(JSON.stringify(body)))
}

test('there are dialects to hold against each other', async t => {
  t.ok(bothEnds.length > 1)
})

for (const dialect of bothEnds) {
  test(`${dialect.id}: a request that is written and read again says the same`, async t => {
    const common = commonOf(dialect.id)
    fc.assert(fc.property(chatRequest, request => {
      const asked = limitRequest(request, common)
      deepEqual(viewRequest(pass(dialect, asked), common), viewRequest(asked, common))
    }), { numRuns: runs })
    t.pass(`${runs} requests`)
  })
}

for (const [from, to] of pairs) {
  test(`${from.id} → ${to.id} → ${from.id}: a request says the same all the way`, async t => {
    const common = commonOf(from.id, to.id)
    fc.assert(fc.property(chatRequest, request => {
      const asked = limitRequest(request, common)
      const there = pass(to, pass(from, asked))
      deepEqual(viewRequest(there, common), viewRequest(asked, common), 'there')
      deepEqual(viewRequest(pass(from, there), common), viewRequest(asked, common), 'and back')
    }), { numRuns: runs })
    t.pass(`${runs} requests`)
  })
}
