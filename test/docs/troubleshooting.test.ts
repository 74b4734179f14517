import { test } from 'tap'
import { errorKinds } from '../../src/core/errors.ts'
import { firstCells, pageOf } from './pages.ts'

test('the page on trouble has every code of an error once, and no other', async t => {
  const codes = firstCells(pageOf('docs/troubleshooting.md')).filter(word => /^[a-z_]+$/.test(word))
  t.strictSame(codes.toSorted(), Object.keys(errorKinds).toSorted())
})
