// bench/RESULTS.md has parts that different commands write. Each leaves what it has not measured as it is.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const file = join(import.meta.dirname, 'RESULTS.md')
/** `bench`: the tables of the benchmark and what stands above them; `soak`: the report of a long run; `others`: written by hand. */
const readParts = () => {
  const [bench = '', ...more] = (existsSync(file) ? readFileSync(file, 'utf8') : '').split(/\n(?=## )/)
  const find = title => more.find(part => part.startsWith(`## ${title}\n`)) ?? ''
  return { bench, soak: find('Soak'), others: find('Other long runs') }
}

const write = ({ bench, soak, others }) => writeFileSync(file, [bench, soak, others].map(part => part.trim()).filter(Boolean).join('\n\n') + '\n')

export const publishSoak = text => write({ ...readParts(), soak: text })

/** Each table takes the place of the one of its title. A run of only some says of each of them when that was; the goals are judged by whole runs. */
export const publishBench = (report, { when, isWhole }) => {
  const { bench, ...rest } = readParts()
  const known = readTables(bench)
  const measured = readTables(report).tables
  if (!isWhole) measured.delete('Goals')
  const goals = isWhole ? measured.get('Goals') : known.tables.get('Goals')
  const tables = new Map([...known.tables, ...isWhole ? measured : [...measured].map(([title, table]) => [title, `Measured apart, ${when}\n\n${table}`])])
  tables.delete('Goals')
  const head = isWhole || known.head === '' ? `# Results\n\nWritten by \`npm run bench -- --publish\` ${when} How to read it: README.md.` : known.head
  write({ bench: [head, ...[...tables, ...goals ? [['Goals', goals]] : []].map(([title, table]) => `### ${title}\n\n${table}`)].join('\n\n'), ...rest })
}

const readTables = text => {
  const [head, ...sections] = `\n${text}`.split('\n### ')
  return { head: head.trim(), tables: new Map(sections.map(section => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n')).trim()])) }
}
