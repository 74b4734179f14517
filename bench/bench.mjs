// `npm run bench`: the gateway beside a bare proxy and nginx, in one run, against a mock provider on this machine.
//   npm run bench -- --quick                                   one short round of everything
//   npm run bench -- --scenarios json-1k,sse --subjects bare,gateway --runs 5
//   npm run bench -- --publish                                 writes the tables to bench/RESULTS.md, each in place of the one before
import { appendFileSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../scripts/build.mjs'
import { compileTools, mostDescriptors, out, whyNot } from './machine.mjs'
import { measure } from './measure.mjs'
import { publishBench } from './publish.mjs'
import { judgeGoals, readResults, writeReport } from './report.mjs'
import { scenarios, usual } from './scenarios.mjs'
import { subjects } from './subjects.mjs'

const { values: options } = parseArgs({
  options: {
    scenarios: { type: 'string', default: usual.join(',') },
    subjects: { type: 'string', default: Object.keys(subjects).filter(name => !subjects[name].isExtra).join(',') },
    runs: { type: 'string' },
    quick: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
  },
})

const main = async () => {
  const obstacle = whyNot()
  if (obstacle) throw new Error(`${obstacle} Skipped.`)
  const chosen = options.scenarios.split(',').map(name => [name, pick(scenarios, name, 'scenario')])
  const most = Math.max(...chosen.map(([, { connections }]) => connections))
  if (mostDescriptors() < 2 * most + 200) throw new Error(`${most} streams need ${2 * most + 200} descriptors, and a process may have ${mostDescriptors()} here: ulimit -Hn.`)
  const wanted = options.subjects.split(',').filter(name => isPresent(name, pick(subjects, name, 'subject')))
  if (wanted.includes('gateway')) await ensureBuilt('server')
  compileTools()
  const file = join(out, `results-${new Date().toISOString().replace(/[:.]/g, '-')}.jsonl`)
  const rows = []
  const pains = options.quick ? { timeScale: 0.4, attempts: 1 } : { timeScale: 1, attempts: 3 }
  const rounds = Number(options.runs ?? (options.quick ? 1 : 5))
  for (let round = 0; round < rounds; round++) {
    for (const [name, scenario] of chosen) {
      for (const subjectName of turn(wanted, round).filter(subject => isSensible(subject, scenario))) {
        const row = { round, scenario: name, subject: subjectName, at: new Date().toISOString(), ...await measure(subjects[subjectName], scenario, { name: subjectName, ...pains }) }
        rows.push(row)
        appendFileSync(file, JSON.stringify(row) + '\n')
        console.log(progress(row, scenario))
      }
    }
  }
  // in the order of the table, whoever began
  rows.sort((a, b) => wanted.indexOf(a.subject) - wanted.indexOf(b.subject))
  const results = readResults(rows)
  const report = writeReport(results)
  console.log(`\n${report}\n\nRows: ${file}`)
  if (options.publish) publish(report, { rounds, isWhole: usual.every(name => chosen.some(([other]) => other === name)) })
  const failed = rows.some(row => row.error || row.errors > 0)
  const missed = options.strict && judgeGoals(results).some(({ isMet }) => !isMet)
  return failed || missed ? 1 : 0
}

const pick = (table, name, kind) => {
  if (table[name]) return table[name]
  throw new Error(`There is no ${kind} ${name}. There are: ${Object.keys(table).join(', ')}.`)
}

const isPresent = (name, { missing }) => {
  if (missing) console.log(`Left out: ${name}, ${missing}.`)
  return missing === undefined
}

/** Nobody is always first: what ran before may have left the machine warm. */
const turn = (names, round) => names.map((_, index) => names[(index + round) % names.length])

/** Without anything between there is only latency to measure; Portkey speaks no Anthropic to this client. */
const isSensible = (name, { latency, protocol }) => !(subjects[name].isDirect && !latency) && !(name === 'portkey' && protocol)

const progress = ({ round, scenario, subject, error, attempt, isNoisy, ...row }, { unit }) => {
  const label = `round ${round + 1}  ${scenario.padEnd(15)} ${subject.padEnd(8)}`
  if (error) return `${label} failed: ${error}`
  const cpu = row.processes[0].cpuUs / (unit === 'chunk' ? row.chunks : row.ok)
  const remarks = [row.errors > 0 && `${row.errors} errors: ${row.firstError}`, attempt > 0 && `attempt ${attempt + 1}`, isNoisy && 'disturbed'].filter(Boolean)
  return `${label} ${cpu.toFixed(1).padStart(8)} µs a ${unit}  ${row.requestsPerSecond.toFixed(0).padStart(6)} requests/s  ${remarks.join(', ')}`.trimEnd()
}

const publish = (report, { rounds, isWhole }) => {
  const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'))
  const when = `on ${new Date().toISOString().slice(0, 10)}: ${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.version}, undici ${dependencies.undici}, ${rounds} ${rounds === 1 ? 'round' : 'rounds, medians'}.`
  publishBench(report, { when, isWhole })
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
