// `npm run chaos`: five providers that fail at random behind one alias, beside the same run without failures.
//   npm run chaos -- --requests 10000 --clients 32 --faults 0.3 --seed 1
import { parseArgs } from 'node:util'
import { type ChaosOptions, type Result, runChaos } from './chaos.ts'

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '10000' }, clients: { type: 'string', default: '32' }, faults: { type: 'string', default: '0.3' }, seed: { type: 'string', default: '1' } },
})
const options: ChaosOptions = { requests: Number(values.requests), clients: Number(values.clients), faults: Number(values.faults), seed: Number(values.seed), firstTokenMs: 1500 }

const run = async (faults: number): Promise<Result> => {
  const ends: (() => unknown)[] = []
  try {
    return await runChaos({ teardown: end => ends.push(end) }, { ...options, faults })
  } finally {
    for (const end of ends.reverse()) await end()
  }
}

const percentile = (sorted: readonly number[], share: number): number => Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN) * 10) / 10
const timesOf = ({ outcomes }: Result): number[] => outcomes.filter(({ isHealthy }) => isHealthy).map(({ ms }) => ms).sort((left, right) => left - right)
const count = (names: readonly string[]): string => Object.entries(Object.groupBy(names, name => name)).map(([name, all]) => `${name}: ${all!.length}`).join(', ') || 'none'

const calm = await run(0)
const chaos = await run(options.faults)

const kinds = ['right', 'honest', 'wrong'] as const
for (const [name, result] of [['without failures', calm], [`with ${options.faults * 100} % failures`, chaos]] as const) {
  const times = timesOf(result)
  console.log(`\n${name}: ${result.outcomes.length} requests in ${result.seconds.toFixed(1)} s`)
  console.log(`  answers: ${kinds.map(kind => `${result.outcomes.filter(outcome => outcome.kind === kind).length} ${kind}`).join(', ')}`)
  console.log(`  healthy (first target, no failure): ${times.length}, p50 ${percentile(times, 0.5)} ms, p99 ${percentile(times, 0.99)} ms`)
}
const { outcomes, receipts, ledger, upstreams, served, faults } = chaos
console.log(`\n  failures made: ${[...faults].sort().map(([name, times]) => `${name}: ${times}`).join(', ')}`)
console.log(`  honest errors: ${count(outcomes.filter(({ kind }) => kind === 'honest').map(({ detail }) => detail))}`)
console.log(`  wrong: ${count(outcomes.filter(({ kind }) => kind === 'wrong').map(({ detail }) => detail))}`)
console.log(`  attempts that failed: ${receipts.reduce((sum, { attempts }) => sum + attempts.filter(({ isSkipped }) => !isSkipped).length, 0)}, passed over: ${receipts.reduce((sum, { attempts }) => sum + attempts.filter(({ isSkipped }) => isSkipped).length, 0)}, asked again: ${receipts.reduce((sum, { retries = 0 }) => sum + retries, 0)}`)
console.log(`  receipts: ${receipts.length}; served whole more than once: ${[...served.values()].filter(times => times > 1).length}`)
console.log(`  tokens on receipts ${ledger.input} in, ${ledger.output} out; by the providers’ count ${upstreams.input} in, ${upstreams.output} out`)
const ratio = percentile(timesOf(chaos), 0.99) / percentile(timesOf(calm), 0.99)
console.log(`  p99 of healthy requests: ${ratio.toFixed(2)} × that without failures`)

const isRight = outcomes.every(({ kind }) => kind !== 'wrong') && receipts.length === options.requests &&
  [...served.values()].every(times => times === 1) && ledger.input === upstreams.input && ledger.output === upstreams.output
console.log(isRight ? '\nEverything adds up.' : '\nSomething does not add up.')
process.exitCode = isRight ? 0 : 1
