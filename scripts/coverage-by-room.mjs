// Which share of the lines of a room the last test run executed.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './pinned-node.mjs'

/** Percent of lines. A file that no test loaded counts whole as missed, unless it holds nothing but types. */
export const coverageByRoom = rooms => {
  const summary = JSON.parse(readFileSync(join(root, '.tap/report/coverage-summary.json'), 'utf8'))
  return rooms.map(room => {
    let total = 0
    let covered = 0
    for (const path of sources(join(root, 'src', room))) {
      const lines = summary[path]?.lines ?? missed(path)
      total += lines.total
      covered += lines.covered
    }
    return { room, percent: total === 0 ? 0 : covered / total * 100 }
  })
}

const missed = path => {
  const text = readFileSync(path, 'utf8')
  const hasCode = /^(export )?(default |async |const |let |function |class )/m.test(text)
  return { total: hasCode ? text.split('\n').length : 0, covered: 0 }
}

const sources = folder => readdirSync(folder, { recursive: true }).filter(name => name.endsWith('.ts')).map(name => join(folder, name))
