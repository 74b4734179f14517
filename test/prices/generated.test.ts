import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { calcPrice, findProvider } from '@pydantic/genai-prices'
import { test } from 'tap'
import { costOf } from '../../src/gateway/cost.ts'
import { createModelFinder } from '../../src/prices/find-model.ts'
import { priceFile, readPriceLists } from '../../src/prices/price-lists.ts'
import { pricingAt } from '../../src/prices/pricing-at.ts'
import { listNames } from '../../src/prices/services.ts'

const root = join(import.meta.dirname, '../..')
const lists = readPriceLists()

/** Names that a list's own exact names stand for, and some that only its patterns know. */
const namesIn = (list: string): string[] =>
  lists[list]!.flatMap(({ names }) => names.flat()).map(name => name.startsWith('/') ? 'unlike-any' : name.replaceAll('*', 'x'))
    .flatMap(name => [name, `${name}-20260101`])

const usages = [
  { inputTokens: 1000, cacheReadTokens: 200, cacheWriteTokens: 30, outputTokens: 400 },
  { inputTokens: 290_000, cacheReadTokens: 20_000, cacheWriteTokens: 0, outputTokens: 1 },
]
const moments = ['2025-01-01T00:00:00Z', '2026-08-17T02:00:00Z', '2026-11-21T12:00:00Z', '2027-01-01T00:00:00Z'].map(time => new Date(time))
const beyondRates = /"(requests_kcount|output_(?!mtok)\w+)":/

test('prices.gen.json is what the catalogue makes of it', async t => {
  t.doesNotThrow(() => execFileSync(process.execPath, ['scripts/generate-prices.ts', '--check'], { cwd: root, stdio: 'pipe' }), 'run: npm run generate')
})

test('it names its licence and stays small', async t => {
  const text = readFileSync(priceFile, 'utf8')
  t.match(JSON.parse(text), { source: /^@pydantic\/genai-prices \d/, license: /^The MIT License[^]*Pydantic[^]*shall be included/ })
  t.ok(text.length < 250_000, `${text.length} bytes`)
})

for (const list of listNames) {
  test(`finds and prices the models of ${list} as the catalogue itself does`, async t => {
    const { models } = findProvider({ providerId: list })!
    const find = createModelFinder(lists[list]!)
    const wrong: object[] = []
    let compared = 0
    for (const name of namesIn(list)) {
      const found = find(name)
      for (const timestamp of moments) {
        for (const usage of usages) {
          const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = usage
          const theirs = calcPrice({ input_tokens: inputTokens + cacheReadTokens + cacheWriteTokens, cache_read_tokens: cacheReadTokens, cache_write_tokens: cacheWriteTokens, output_tokens: outputTokens }, name, { providerId: list, timestamp })
          if (theirs === null) {
            if (found) wrong.push({ name, found })
            continue
          }
          // They read a date without dashes as one with dashes; we take names as they are.
          if (found === undefined && /-20\d{6}/.test(name)) continue
          const index = lists[list]!.indexOf(found!)
          if (models[index]?.id !== theirs.model.id) wrong.push({ name, meant: theirs.model.id, found: models[index]?.id })
          const pricing = found && pricingAt(found, timestamp.getTime())
          const isSayable = !beyondRates.test(JSON.stringify(theirs.model_price)) && theirs.model_price['input_mtok'] !== undefined && theirs.model_price['output_mtok'] !== undefined
          if (!isSayable) continue
          compared++
          const ours = pricing && costOf(usage, pricing)
          if (ours === undefined || Math.abs(ours - theirs.total_price) > 1e-9) wrong.push({ name, timestamp, usage, ours, theirs: theirs.total_price })
        }
      }
    }
    t.strictSame(wrong.slice(0, 3), [])
    t.ok(compared > 0, `${compared} costs compared`)
  })
}
