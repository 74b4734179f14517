import fc from 'fast-check'
import { test } from 'tap'
import { addHistogram, bucketOf, type Histogram, histogramPrecision, quantilesOf, writeHistogram } from '../../src/lib/histogram.ts'
import { many } from '../helpers/many.ts'
import '../helpers/seeded.ts'

const read = (text: string): Histogram => {
  const histogram: Histogram = new Map()
  addHistogram(histogram, text)
  return histogram
}

const histogramOf = (values: readonly number[]): Histogram => read(values.map(value => `${bucketOf(value)}:1`).join(' '))

test('a quantile is within the stated precision of the value at that rank', async t => {
  t.ok(histogramPrecision < 0.022)
  fc.assert(fc.property(fc.array(fc.double({ min: 1, max: 4_000_000, noNaN: true }), { minLength: 1, maxLength: 300 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
    const exact = [...values].sort((left, right) => left - right)[Math.max(0, Math.ceil(share * values.length) - 1)]!
    const [read] = quantilesOf(histogramOf(values), [share])!
    return Math.abs(read! - exact) <= exact * histogramPrecision * 1.000001
  }), { numRuns: many(500) })
  t.pass('whatever the values')
})

test('two histograms are added by joining their texts', async t => {
  fc.assert(fc.property(fc.array(fc.nat(100_000)), fc.array(fc.nat(100_000)), (some, more) =>
    writeHistogram(read(`${writeHistogram(histogramOf(some))} ${writeHistogram(histogramOf(more))}`)) === writeHistogram(histogramOf([...some, ...more]))), { numRuns: many(300) })
  t.pass('whatever the values')
})

test('what is below one counts as nothing, and nothing has no quantiles', async t => {
  t.strictSame(quantilesOf(histogramOf([0, 0.2, 0.99]), [0.5, 0.99]), [0, 0])
  t.equal(quantilesOf(read(''), [0.5]), undefined)
  t.equal(writeHistogram(read('  3:1  3:2 ')), '3:3')
})
