// Rows of measurements to figures, figures to tables. Every figure is a median over the rounds.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { scenarios } from './scenarios.mjs'

export const goals = JSON.parse(readFileSync(join(import.meta.dirname, 'goals.json'), 'utf8'))

/** What one row says. `direct` is the row of the same round without anything between. */
const figures = {
  perSecond: row => row.requestsPerSecond,
  cpu: (row, { unit }) => row.processes[0].cpuUs / (unit === 'chunk' ? row.chunks : row.ok),
  memory: (row, { hasMemory }) => hasMemory ? (row.processes[0].rssKb - row.rssBeforeKb) / row.liveStreams : NaN,
  firstTokenMs: row => row.firstTokenUs ? row.firstTokenUs.p50 / 1000 : NaN,
  addedP50Ms: (row, { latency }, direct) => (row[latency]?.p50 - direct?.[latency]?.p50) / 1000,
  addedP99Ms: (row, { latency }, direct) => (row[latency]?.p99 - direct?.[latency]?.p99) / 1000,
}

/** `figure(scenario, subject, name, versus?)`: the median; with `versus` the median of the rounds' ratios to that subject. */
export const readResults = rows => {
  const good = rows.filter(row => !row.error)
  const find = (scenario, subject, round) => good.find(row => row.scenario === scenario && row.subject === subject && row.round === round)
  const rounds = [...new Set(good.map(row => row.round))]
  const value = (scenario, subject, name, round) => {
    const row = find(scenario, subject, round)
    return row ? figures[name](row, scenarios[scenario], find(scenario, 'direct', round)) : NaN
  }
  const figure = (scenario, subject, name, versus) => median(rounds
    .map(round => value(scenario, subject, name, round) / (versus ? value(scenario, versus, name, round) : 1))
    .filter(Number.isFinite))
  return {
    figure,
    rows,
    scenarios: Object.keys(scenarios).filter(name => rows.some(row => row.scenario === name)),
    subjects: [...new Set(rows.map(row => row.subject))],
  }
}

const median = values => values.length === 0 ? NaN : values.toSorted((a, b) => a - b)[(values.length - 1) >> 1]

/** Markdown: a table a scenario, then the goals. */
export const writeReport = results => [...results.scenarios.map(name => scenarioTable(results, name)), ...goalTable(results)].join('\n\n')

const scenarioTable = ({ figure, rows, subjects }, name) => {
  const { title, unit, latency, hasMemory } = scenarios[name]
  const isFast = !hasMemory
  const columns = [
    ['requests/s', subject => number(figure(name, subject, 'perSecond'), 0), isFast],
    [`CPU µs a ${unit}`, subject => subject === 'direct' ? '' : number(figure(name, subject, 'cpu')), true],
    ['÷ bare', subject => subject === 'direct' ? '' : number(figure(name, subject, 'cpu', 'bare'), 2), true],
    ['KB a stream', subject => subject === 'direct' ? '' : number(figure(name, subject, 'memory'), 0), hasMemory],
    ['÷ bare', subject => subject === 'direct' ? '' : number(figure(name, subject, 'memory', 'bare'), 2), hasMemory],
    ['first token, ms', subject => number(figure(name, subject, 'firstTokenMs')), unit === 'chunk' && isFast],
    ['added p50, ms', subject => subject === 'direct' ? '' : number(figure(name, subject, 'addedP50Ms'), 2), latency],
    ['added p99, ms', subject => subject === 'direct' ? '' : number(figure(name, subject, 'addedP99Ms'), 2), latency],
    ['errors', subject => rows.filter(row => row.scenario === name && row.subject === subject).reduce((sum, row) => sum + (row.error ? 1 : row.errors), 0), true],
  ].filter(([, , isShown]) => isShown)
  const present = subjects.filter(subject => rows.some(row => row.scenario === name && row.subject === subject))
  return `### ${title}\n\n${table(['subject', ...columns.map(([head]) => head)], present.map(subject => [subject, ...columns.map(([, cell]) => cell(subject))]))}`
}

const words = { cpu: 'CPU', memory: 'memory a stream', addedP50Ms: 'added p50, ms', addedP99Ms: 'added p99, ms' }

const goalTable = results => {
  const rows = judgeGoals(results).map(({ goal, value, isMet }) => [
    scenarios[goal.scenario].title,
    words[goal.figure] + (goal.versus ? ` ÷ ${goal.versus}` : ''),
    number(value, 2),
    `≤ ${goal.max}`,
    `≤ ${goal.later}`,
    isMet ? 'met' : '**missed**',
  ])
  return rows.length === 0 ? [] : [`### Goals\n\n${table(['scenario', 'figure', 'measured', 'now', 'later', ''], rows)}`]
}

/** Those that were measured. */
export const judgeGoals = ({ figure }) => goals
  .map(goal => ({ goal, value: figure(goal.scenario, 'gateway', goal.figure, goal.versus) }))
  .filter(({ value }) => Number.isFinite(value))
  .map(judged => ({ ...judged, isMet: judged.value <= judged.goal.max }))

const number = (value, digits = 1) => Number.isFinite(value) ? value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }) : '–'

const table = (head, rows) => {
  const cells = [head, ...rows].map(row => row.map(String))
  const widths = head.map((_, column) => Math.max(...cells.map(row => row[column].length)))
  const line = row => `| ${row.map((cell, column) => column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])).join(' | ')} |`
  return [line(cells[0]), `| ${widths.map((width, column) => column === 0 ? '-'.repeat(width) : '-'.repeat(Math.max(1, width - 1)) + ':').join(' | ')} |`, ...cells.slice(1).map(line)].join('\n')
}
