import { test } from 'tap'
import type { Usage } from '../../src/core/chat.ts'
import type { Pricing } from '../../src/core/provider.ts'
import { costOf } from '../../src/gateway/cost.ts'

const sonnet: Pricing = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }
const tiered: Pricing = { input: 1, output: 10, cacheRead: 0.1, tiers: [{ above: 1000, input: 2, output: 15 }, { above: 5000, input: 4, cacheRead: 0.8 }] }

const cases: [string, Partial<Usage>, Pricing, number | undefined][] = [
  ['prices each bucket at its own rate', { inputTokens: 1000, cacheReadTokens: 10_000, cacheWriteTokens: 2000, outputTokens: 100 }, sonnet, 0.003 + 0.003 + 0.0075 + 0.0015],
  ['does not add reasoning, which is inside the output', { inputTokens: 0, outputTokens: 100, reasoningTokens: 90 }, sonnet, 0.0015],
  ['prices a cache without rates like input', { inputTokens: 100, cacheReadTokens: 100, cacheWriteTokens: 100, outputTokens: 0 }, { input: 10, output: 30 }, 0.003],
  ['takes a rate of zero at its word', { inputTokens: 100, cacheReadTokens: 1000, outputTokens: 100 }, { input: 10, output: 0, cacheRead: 0 }, 0.001],
  ['says that a free model costs nothing', { inputTokens: 100, outputTokens: 100 }, { input: 0, output: 0 }, 0],
  ['says nothing when a rate that is needed is unknown', { inputTokens: 100, outputTokens: 100 }, { input: 10 }, undefined],
  ['needs no rate for what was not used', { inputTokens: 100 }, { input: 10 }, 0.001],
  ['says nothing when the prompt was not counted', { outputTokens: 100 }, sonnet, undefined],
  ['says nothing when nothing was counted', {}, sonnet, undefined],
  ['keeps the base rates up to a tier', { inputTokens: 1000, outputTokens: 100 }, tiered, 0.001 + 0.001],
  ['prices the whole request by the tier that the prompt is in', { inputTokens: 1001, outputTokens: 100 }, tiered, 0.002002 + 0.0015],
  ['counts cached tokens as part of the prompt', { inputTokens: 1, cacheReadTokens: 600, cacheWriteTokens: 400, outputTokens: 0 }, tiered, (1 * 2 + 600 * 0.1 + 400 * 2) / 1e6],
  ['takes the last tier that fits, and from the base what it leaves out', { inputTokens: 5000, cacheReadTokens: 1000, outputTokens: 100 }, tiered, 0.02 + 0.0008 + 0.001],
]

for (const [sentence, usage, pricing, expected] of cases) {
  test(sentence, async t => {
    const cost = costOf(usage, pricing)
    if (expected === undefined) t.equal(cost, undefined)
    else t.ok(Math.abs(cost! - expected) < 1e-12, `${cost} is ${expected}`)
  })
}
