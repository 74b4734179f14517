import { test } from 'tap'
import { readRetryAfter, type WireHeaders } from '../../src/dialects/retry-after.ts'

const now = Date.parse('2026-01-01T00:00:00Z')

const told: [string, WireHeaders, number | undefined][] = [
  ['nothing', {}, undefined],
  ['milliseconds first', { 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
  ['seconds', { 'retry-after': '2' }, 2000],
  ['parts of seconds', { 'retry-after': '0.5' }, 500],
  ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30000],
  ['a date that has passed', { 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
  ['a word', { 'retry-after': 'soon' }, undefined],
  ['the first of several', { 'retry-after': ['3', '4'] }, 3000],
  ['the reset of the limit that is used up', { 'x-ratelimit-remaining-requests': '5', 'x-ratelimit-reset-requests': '12ms', 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' }, 360000],
  ['the soonest reset when none is used up', { 'x-ratelimit-reset-requests': '2m59.56s', 'x-ratelimit-reset-tokens': '7.66s' }, 7660],
  ['Anthropic’s dates', { 'anthropic-ratelimit-requests-remaining': '0', 'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:10Z' }, 10000],
  ['unix milliseconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 5000) }, 5000],
  ['unix seconds', { 'ratelimit-reset': String(now / 1000 + 5) }, 5000],
  ['plain seconds', { 'ratelimit-reset': '5' }, 5000],
]

for (const [what, headers, expected] of told) {
  test(`how long to wait is read from ${what}`, async t => {
    t.equal(readRetryAfter(headers, now), expected)
  })
}
