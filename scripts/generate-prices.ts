// Writes src/prices/prices.gen.json: what the catalogue of @pydantic/genai-prices says, of the services that we can meet
// and in the four rates that we count. With --check it fails when the file is stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ConditionalPrice, findProvider, type MatchLogic, type ModelInfo, type ModelPrice } from '@pydantic/genai-prices'
import type { Pricing, Rates } from '../src/core/provider.ts'
import { type NamePattern, type PriceChange, type PricedModel, priceFile } from '../src/prices/price-lists.ts'
import { listNames } from '../src/prices/services.ts'

const catalogue = join(import.meta.dirname, '../node_modules/@pydantic/genai-prices')
const { name, version } = JSON.parse(readFileSync(join(catalogue, 'package.json'), 'utf8'))

const rateKeys = { input: 'input_mtok', output: 'output_mtok', cacheRead: 'cache_read_mtok', cacheWrite: 'cache_write_mtok' } as const

/** What is asked for beside the four rates in every answer. Then they would say too little, and no price is better than a wrong one. */
const isUnsayable = (key: string): boolean => key === 'requests_kcount' || (key.startsWith('output_') && key !== rateKeys.output)

const ratesAt = (price: ModelPrice, tokens: number): Rates => {
  const rates: Rates = {}
  for (const [rate, key] of Object.entries(rateKeys) as [keyof Rates, string][]) { // entries forget the keys
    const asked = price[key]
    if (asked === undefined) continue
    rates[rate] = typeof asked === 'number' ? asked : asked.tiers.findLast(({ start }) => tokens >= start)?.price ?? asked.base
  }
  return rates
}

const readPricing = (price: ModelPrice): Pricing | undefined => {
  if (Object.keys(price).some(isUnsayable)) return undefined
  const base = ratesAt(price, -1)
  if (Object.keys(base).length === 0) return undefined
  const starts = Object.values(rateKeys).flatMap(key => typeof price[key] === 'object' ? price[key].tiers.map(({ start }) => start) : [])
  const tiers = [...new Set(starts)].sort((left, right) => left - right).map(above => ({ above, ...ratesAt(price, above) }))
  return tiers.length === 0 ? base : { ...base, tiers }
}

const minuteOf = (time: string): number => {
  const [, hours, minutes] = /^(\d\d):(\d\d):00Z$/.exec(time) ?? fail(`a time of day in another form: ${time}`)
  return Number(hours) * 60 + Number(minutes)
}

const readChange = ({ constraint, prices }: ConditionalPrice): PriceChange => {
  if (constraint === undefined) fail('a price without a condition among the changes')
  const pricing = readPricing(prices)
  const when = constraint.type === 'start_date' ? { from: constraint.start_date } : { daily: [minuteOf(constraint.start_time), minuteOf(constraint.end_time)] as const }
  return { ...when, ...pricing && { pricing } }
}

/** A text that has no meaning of its own in our patterns. */
const plain = (text: string): string => /^\/|\*/.test(text) ? fail(`a name that looks like a pattern: ${text}`) : text.toLowerCase()

const readNames = (match: MatchLogic): NamePattern[] => {
  if ('or' in match) return match.or.flatMap(readNames)
  if ('and' in match) return [match.and.map(readNames).map(([part, ...more]) => typeof part === 'string' && more.length === 0 ? part : fail('a choice inside of a condition'))]
  if ('equals' in match) return [plain(match.equals)]
  if ('starts_with' in match) return [`${plain(match.starts_with)}*`]
  if ('ends_with' in match) return [`*${plain(match.ends_with)}`]
  if ('contains' in match) return [`*${plain(match.contains)}*`]
  return [`/${match.regex}/`]
}

const readModel = ({ match, context_window: contextWindow, prices }: ModelInfo): PricedModel => {
  const [first, ...rest] = Array.isArray(prices) ? prices : [{ prices }]
  if (first === undefined || first.constraint !== undefined) fail('a first price with a condition')
  const pricing = readPricing(first.prices)
  const changes = rest.map(readChange)
  return {
    names: readNames(match),
    ...contextWindow !== undefined && { contextWindow },
    ...pricing && { pricing },
    ...changes.length > 0 && { changes },
  }
}

function fail (what: string): never {
  throw new Error(`The catalogue of prices has ${what}.`)
}

/** One model a line, so that a new version of the catalogue can be read as a diff. */
const lines = listNames.map(list => {
  const { models } = findProvider({ providerId: list }) ?? fail(`no ${list}`)
  return `${JSON.stringify(list)}: [\n${models.map(model => JSON.stringify(readModel(model))).join(',\n')}\n]`
})
const text = `{
"generated": "by npm run generate; do not edit",
"source": ${JSON.stringify(`${name} ${version}`)},
"license": ${JSON.stringify(readFileSync(join(catalogue, 'LICENSE'), 'utf8').trim())},
"lists": {
${lines.join(',\n')}
}
}
`

if (process.argv.includes('--check')) {
  if (readFileSync(priceFile, 'utf8') !== text) {
    console.error('Stale: src/prices/prices.gen.json. Run: npm run generate')
    process.exitCode = 1
  }
} else writeFileSync(priceFile, text)
