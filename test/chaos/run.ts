// `npm run chaos`: five providers that fail at random behind one alias, beside the same run without failures.
//   npm run chaos -- --requests 10000 --clients 16 --faults 0.3 --seed 1 --rounds 4
// Both take turns, round by round, so that what else the machine does weighs on both.
import { parseArgs } from 'node:util'
import { add, nothing } from './billing.ts'
import { type ChaosOptions, type Result, runChaos } from './chaos.ts'

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '10000' }, clients: { type: 'string', default: '16' }, faults: { type: 'string', default: '0.3' }, seed: { type: 'string', default: '1' }, rounds: { type: 'string', default: '4' } },
})
const rounds = Number(values.rounds)
const options: ChaosOptions = { requests: Math.ceil(Number(values.requests) / rounds), clients: Number(values.clients), faults: Number(values.faults), seed: Number(values.seed), firstTokenMs: 1500 }

const run = async (faults: number, seed: number): Promise<Result> => {
  const ends: (() => unknown)[] = []
  try {
    return await runChaos({ teardown: end => ends.push(end) }, { ...options, faults, seed })
  } finally {
    for (const end of ends.reverse()) await end()
  }
}

const percentile = (sorted: readonly number[], share: number): number => Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN) * 10) / 10
const outcomesOf = (results: readonly Result[]) => results.flatMap(({ outcomes }) => outcomes)
const timesOf = (results: readonly Result[]): number[] => outcomesOf(results).filter(({ isHealthy }) => isHealthy).map(({ ms }) => ms).sort((left, right) => left - right)
const count = (names: readonly string[]): string => Object.entries(Object.groupBy(names, name => name)).map(([name, all]) => `${name}: ${all!.length}`).join(', ') || 'none'
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const calm: Result[] = []
const chaos: Result[] = []
for (let round = 0; round < rounds; round++) {
  calm.push(await run(0, options.seed + round))
  chaos.push(await run(options.faults, options.seed + round))
}

for (const [name, results] of [['without failures', calm], [`with ${options.faults * 100} % failures`, chaos]] as const) {
  const outcomes = outcomesOf(results)
  const times = timesOf(results)
  console.log(`\n${name}: ${outcomes.length} requests in ${sum(results.map(({ seconds }) => seconds)).toFixed(1)} s`)
  console.log(`  answers: ${(['right', 'honest', 'wrong'] as const).map(kind => `${outcomes.filter(outcome => outcome.kind === kind).length} ${kind}`).join(', ')}`)
  console.log(`  healthy (first target, no failure): ${times.length}, p50 ${percentile(times, 0.5)} ms, p99 ${percentile(times, 0.99)} ms`)
}

const outcomes = outcomesOf(chaos)
const receipts = chaos.flatMap(result => result.receipts)
const attempts = receipts.flatMap(receipt => receipt.attempts)
const ledger = chaos.reduce((total, result) => add(total, result.ledger), nothing)
const upstreams = chaos.reduce((total, result) => add(total, result.upstreams), nothing)
const estimated = chaos.reduce((total, result) => add(total, result.estimated), nothing)
const twice = sum(chaos.map(({ served }) => [...served.values()].filter(times => times > 1).length))
console.log(`\n  failures made: ${count(chaos.flatMap(({ faults }) => [...faults].flatMap(([name, times]) => Array<string>(times).fill(name))))}`)
console.log(`  honest errors: ${count(outcomes.filter(({ kind }) => kind === 'honest').map(({ detail }) => detail))}`)
console.log(`  wrong: ${count(outcomes.filter(({ kind }) => kind === 'wrong').map(({ detail }) => detail))}`)
console.log(`  attempts that failed: ${attempts.filter(({ isSkipped }) => !isSkipped).length}, passed over: ${attempts.filter(({ isSkipped }) => isSkipped).length}, asked again: ${sum(receipts.map(({ retries = 0 }) => retries))}`)
console.log(`  receipts: ${receipts.length}; served whole more than once: ${twice}`)
console.log(`  tokens on receipts ${ledger.input} in, ${ledger.output} out; by the providers’ count ${upstreams.input} in, ${upstreams.output} out`)
console.log(`  estimated on top of that, of answers that broke off: ${estimated.input} in, ${estimated.output} out`)
console.log(`  p99 of healthy requests: ${(percentile(timesOf(chaos), 0.99) / percentile(timesOf(calm), 0.99)).toFixed(2)} × that without failures`)

const isRight = outcomes.every(({ kind }) => kind !== 'wrong') && receipts.length === outcomes.length && twice === 0 &&
  ledger.input === upstreams.input && ledger.output === upstreams.output
console.log(isRight ? '\nEverything adds up.' : '\nSomething does not add up.')
process.exitCode = isRight ? 0 : 1
