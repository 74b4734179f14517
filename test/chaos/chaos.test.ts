import { test } from 'tap'
import { runChaos } from './chaos.ts'
import { troubles } from './troubles.ts'

test('behind providers that fail at random every client gets a right answer or an honest error, and the tokens add up', { timeout: 120_000 }, async t => {
  const { outcomes, receipts, ledger, upstreams, served, faults } = await runChaos(t, { requests: 300, clients: 24, faults: 0.4, seed: 7, firstTokenMs: 4000 })
  t.same(outcomes.filter(({ kind }) => kind === 'wrong'), [])
  t.ok(outcomes.filter(({ kind }) => kind === 'right').length > 200, 'most get what they asked for')
  t.ok(outcomes.some(({ kind }) => kind === 'honest'), 'some were told that it went wrong')
  t.equal(receipts.length, 300, 'one receipt each')
  t.same([...served].filter(([, times]) => times > 1), [], 'no request was served whole twice')
  t.same(ledger, upstreams)
  t.ok(upstreams.output > 500)
  t.equal(faults.size, Object.keys(troubles).length, 'everything that may go wrong did')
})
