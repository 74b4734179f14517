import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { BudgetJournal } from '../core/budgets.ts'

/** A file of lines that is written at once, without waiting for the disk: it survives the end of the process, though not a power cut. */
export const openBudgetJournal = (folder: string): BudgetJournal => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'budgets.journal')
  let file = openSync(path, 'a', 0o600)
  let size = readFileSync(path).byteLength

  return {
    read: () => existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(line => line !== '') : [],
    append (line) {
      size += writeSync(file, line + '\n')
    },
    replace (lines) {
      if (size === 0 && lines.length === 0) return
      // never half of it: the new file takes the old one's place in one step
      const next = `${path}.new`
      const fresh = openSync(next, 'w', 0o600)
      size = lines.length === 0 ? 0 : writeSync(fresh, lines.join('\n') + '\n')
      renameSync(next, path)
      closeSync(file)
      file = fresh
    },
    get size () { return size },
    close: () => closeSync(file),
  }
}
