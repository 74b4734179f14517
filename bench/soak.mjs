// `npm run soak`: half an hour of everything at half load against the built server, and whether anything is left behind.
//   npm run soak -- --minutes 3
//   npm run soak -- --publish              writes its section of bench/RESULTS.md
//   npm run soak -- --rate 100             so many things a second, instead of half of what the machine can do
//   npm run soak -- --deeds 'plain;stream'  only these, to find out whose trace is left: bench/soak/people.mjs
import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../scripts/build.mjs'
import { cores, freePort, launch, out, stop, untilHealthy } from './machine.mjs'
import { publishSoak } from './publish.mjs'
import { compareBooks } from './soak/books.mjs'
import { createLoad } from './soak/load.mjs'
import { createPeople } from './soak/people.mjs'
import { judge, writeSoak } from './soak/report.mjs'
import { openHouse } from './soak/house.mjs'
import { askProbe, cpuSeconds, descriptors, readMetric, sample } from './soak/watch.mjs'

const { values: options } = parseArgs({ options: { minutes: { type: 'string', default: '30' }, rate: { type: 'string' }, deeds: { type: 'string' }, publish: { type: 'boolean', default: false } } })
const seconds = Number(options.minutes) * 60
const everySeconds = Math.min(15, seconds / 40)

const main = async () => {
  if (process.platform !== 'linux') throw new Error('The soak reads /proc: it runs on Linux. Skipped.')
  await ensureBuilt('server')
  const folder = join(out, 'soak')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const provider = launch([process.execPath, join(import.meta.dirname, 'soak/provider.mjs')], { core: cores.tools })
  while (!provider.output.includes('\n')) await sleep(20)
  const upstream = `http://127.0.0.1:${provider.output.trim()}`
  const port = await freePort()
  const house = openHouse({ port, upstream, folder })
  try {
    await untilHealthy(port, '/api/v1/health', house.child)
    return await soak({ house, port, upstream, provider, folder })
  } finally {
    await stop(house.child)
    await stop(provider)
  }
}

const soak = async ({ house, port, upstream, provider, folder }) => {
  const { child } = house
  const key = await house.setUp()
  const people = createPeople({ port, key, only: options.deeds?.split(';') })
  // once each, so that what is opened for good is open: the database for reading, the log, the resolver
  for (const deed of people.deeds.filter(name => !name.startsWith('socket'))) await people.act(deed)
  await house.metrics()
  const load = createLoad(people)
  const start = { descriptors: descriptors(child.pid) }
  await people.openLines(10)
  const rate = Number(options.rate) || await halfLoad(load, [child.pid, provider.pid])
  load.pace(rate)
  console.log(`${rate.toFixed(0)} things a second for ${options.minutes} minutes`)
  // what is compiled and cached at first is no growth
  await sleep(Math.min(20_000, seconds * 100))
  await load.stop()
  await untilIdle(house)
  const before = await askProbe(child, { isCounted: true })
  load.pace(rate)

  const [since, cpuBefore, doneBefore] = [performance.now(), cpuSeconds(child.pid), people.counts.done]
  const samples = []
  while (performance.now() - since < seconds * 1000) {
    await sleep(everySeconds * 1000)
    samples.push(await sample({ child, metrics: house.metrics, since }))
    appendFileSync(join(folder, 'samples.jsonl'), JSON.stringify(samples.at(-1)) + '\n')
    if (samples.length % 4 === 0) console.log(progress(samples.at(-1)))
  }
  const ran = { seconds: (performance.now() - since) / 1000, done: people.counts.done - doneBefore, cpu: cpuSeconds(child.pid) - cpuBefore }
  await load.stop()
  await people.leave()
  await untilIdle(house)
  const end = { descriptors: await untilClosed(child.pid, start.descriptors) }
  const after = await askProbe(child, { isCounted: true })
  const told = await (await fetch(`${upstream}/books`)).json()
  const retries = readMetric(await house.metrics(), 'parlance_retries_total')
  const books = compareBooks({ ...await house.ledger(), retries, books: told, mayMiss: (people.counts['plain broken off'] ?? 0) + (people.counts['chat, stopped'] ?? 0) })
  const result = { at: new Date(), rate, ran, samples, start, end, before, after, books, counts: people.counts, leftOut: load.leftOut, fates: told.fates }
  const verdicts = judge(result)
  const report = writeSoak(result, verdicts)
  console.log(`\n${report}\n\nSamples: ${join(folder, 'samples.jsonl')}`)
  if (options.publish) publishSoak(report)
  return verdicts.every(({ isRight }) => isRight) ? 0 : 1
}

/** Half of the rate at which the busier of the two cores, the server's or the tools', would be full. */
const halfLoad = async (load, [server, provider]) => {
  let rate = 20
  const busy = () => [cpuSeconds(server), cpuSeconds(provider) + cpuSeconds(process.pid)]
  for (let round = 0; round < 4; round++) {
    load.pace(rate)
    await sleep(2000)
    const [begun, before] = [performance.now(), busy()]
    await sleep(4000)
    const share = Math.max(...busy().map((now, at) => now - before[at])) / ((performance.now() - begun) / 1000)
    rate = Math.min(rate * 4, Math.max(5, rate * 0.5 / share))
  }
  return rate
}

const progress = ({ seconds, rss, heap, descriptors, ...more }) =>
  `${(seconds / 60).toFixed(1).padStart(5)} min  RSS ${rss.toFixed(0)} MB  heap ${heap.toFixed(1)} MB  ${descriptors} descriptors  ${more.timers} timers  ${more.listeners} listeners  ${more.parlance_active_calls} calls`

/** Until nothing is being said or written any more: answers of chats go on when their readers have gone. */
const untilIdle = async ({ metrics }) => {
  for (let look = 0; look < 300; look++) {
    const text = await metrics()
    if (['parlance_active_calls', 'parlance_generations_running', 'parlance_ledger_waiting'].every(name => readMetric(text, name) === 0)) return
    await sleep(200)
  }
}

/** Connections to providers are kept for half a minute, those of clients for a little more than one. */
const untilClosed = async (pid, wanted) => {
  for (let look = 0; look < 100 && descriptors(pid) > wanted; look++) await sleep(1000)
  return descriptors(pid)
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
