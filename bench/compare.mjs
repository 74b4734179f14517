// `npm run bench:compare`: what a change costs, on a machine that others disturb.
//   BEFORE_DIR=<another checkout, built> npm run bench:compare -- --slices 40
// All subjects run side by side and are asked in turn, half a second each: what disturbs one disturbs its neighbour.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../scripts/build.mjs'
import { compileTools, cores, freePort, launch, out, stop, untilHealthy, whyNot } from './machine.mjs'
import { load, writeBody } from './measure.mjs'
import { scenarios } from './scenarios.mjs'
import { ours, subjects as known } from './subjects.mjs'

const { values: options } = parseArgs({
  options: {
    scenario: { type: 'string', default: 'json-1k' },
    subjects: { type: 'string', default: 'bare,gateway,governed,before' },
    slices: { type: 'string', default: '60' },
    versus: { type: 'string', default: 'before' },
  },
})

const obstacle = whyNot()
if (obstacle) throw new Error(`${obstacle} Skipped.`)
await ensureBuilt('server')
compileTools()

const scenario = scenarios[options.scenario]
/** A name with a slash is a folder with another build. */
const subjects = new Proxy(known, { get: (table, name) => name.includes('/') ? ours(name) : table[name] })
const names = options.subjects.split(',').filter(name => subjects[name].missing === undefined)
const port = await freePort()
const upstream = `http://127.0.0.1:${port}`
const mock = launch([join(out, 'mock'), String(port)], { core: cores.tools })
await untilHealthy(port, '/', mock)

const begin = async name => {
  const subject = subjects[name]
  const folder = join(out, 'subjects', name.replaceAll('/', '_'))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const own = await freePort()
  const { args, ...more } = subject.command({ port: String(own), upstream, folder })
  const child = launch(args, { core: cores.subject, ...more })
  await untilHealthy(own, subject.health, child)
  const { headers } = await subject.setUp?.({ port: own, upstream }) ?? subject
  const base = ['--port', own, '--path', subject.path(scenario), '--body', writeBody(subject, scenario, folder), ...headers.flatMap(header => ['--header', header]), '--conns', scenario.connections]
  await load([...base, '--warmup', 0, '--time', 4])
  return { name, child, base, costs: [] }
}

const running = []
for (const name of names) running.push(await begin(name))
for (let slice = 0; slice < Number(options.slices); slice++) {
  for (const { child, base, costs } of slice % 2 === 0 ? running : running.toReversed()) {
    const { processes: [own], ok, chunks, errors } = await load([...base, '--warmup', 0.1, '--time', 0.5, '--pid', child.pid])
    if (errors > 0) throw new Error(`${errors} errors`)
    costs.push(own.cpuUs / (scenario.unit === 'chunk' ? chunks : ok))
  }
}
for (const { child } of running) await stop(child)
await stop(mock)

/** The middle of the ratios of neighbours: both ran within a second or two of each other. */
const reference = running.find(({ name }) => name === options.versus) ?? running[0]
const median = values => values.toSorted((a, b) => a - b)[values.length >> 1]
console.log(`${scenario.title}: CPU µs a ${scenario.unit}, and ÷ ${reference.name} of the same moment; medians of ${options.slices} slices`)
for (const { name, costs } of running) {
  const ratios = costs.map((cost, slice) => cost / reference.costs[slice]).toSorted((a, b) => a - b)
  console.log(`${name.padEnd(24)} ${median(costs).toFixed(1).padStart(8)} ${median(ratios).toFixed(2).padStart(6)}   half of them ${ratios[ratios.length >> 2].toFixed(2)}–${ratios[(ratios.length * 3) >> 2].toFixed(2)}`)
}
process.exit(0)
