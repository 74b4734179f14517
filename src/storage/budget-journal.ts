import { closeSync, constants, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { BudgetJournal } from '../core/budgets.ts'

const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = constants
const freshFile = O_APPEND | O_CREAT | O_TRUNC | O_WRONLY

/** A file of lines that is written at once, without waiting for the disk: it survives the end of the process, though not a power cut. */
export const openBudgetJournal = (folder: string): BudgetJournal => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'budgets.journal')
  let file = openSync(path, 'a', 0o600)
  let size = readFileSync(path).byteLength

  return {
    read: () => existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(line => line !== '') : [],
    append (lines) {
      const text = lines.join('\n') + '\n'
      // ids and numbers: a character is a byte
      const written = writeSync(file, text, null, 'latin1')
      size += written
      if (written === text.length) return
      // a full disk takes half a line, to which the next one would be added
      size -= written
      ftruncateSync(file, size)
      throw new Error('the disk is full')
    },
    replace (lines) {
      if (lines.length === 0) {
        if (size > 0) ftruncateSync(file)
        size = 0
        return
      }
      // never half of it: the new file takes the old one's place in one step
      const next = `${path}.new`
      const fresh = openSync(next, freshFile, 0o600)
      const text = Buffer.from(lines.join('\n') + '\n')
      const freshSize = writeFresh(fresh, text)
      renameSync(next, path)
      closeSync(file)
      file = fresh
      size = freshSize
    },
    get size () { return size },
    close: () => closeSync(file),
  }
}

const writeFresh = (file: number, text: Buffer): number => {
  try {
    if (writeSync(file, text) === text.length) return text.length
    throw new Error('the disk is full')
  } catch (thrown) {
    closeSync(file)
    throw thrown
  }
}
