import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, readlink, realpath, stat } from 'node:fs/promises'
import { platform } from 'node:os'
import { join } from 'node:path'
import { absent } from './absent.ts'
import { isBelow, isMarkdown } from './document-path.ts'

/** An open file; whoever asked for it closes it. */
export type OpenFile = { file: FileHandle; stats: Stats }

// Windows has only the first. Without waiting: what was a file a moment ago may be a pipe that nobody writes to.
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants> & { O_RDONLY: number }

/**
 * Opens a Markdown file below `root`, which is a real path. Links may lead to it if it lies inside; where it lies is asked
 * again of the file that was opened, so that nobody can turn a link aside in between. Undefined when there is none.
 */
export async function openInside (root: string, path: string): Promise<OpenFile | undefined> {
  const real = await realpath(join(root, path)).catch(absent)
  if (real === undefined || !isDocument(root, real) || !(await stat(real).catch(absent))?.isFile()) return undefined
  const file = await open(real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(absent)
  if (file === undefined) return undefined
  try {
    const stats = await file.stat()
    const place = await whereIs(file, stats, real)
    if (stats.isFile() && place !== undefined && isDocument(root, place)) return { file, stats }
  } catch (thrown) {
    await file.close()
    throw thrown
  }
  await file.close()
  return undefined
}

/** What lies in a hidden folder counts when a link leads to it: mounted volumes keep their files that way. */
const isDocument = (root: string, real: string): boolean => isBelow(root, real) && isMarkdown(real)

/** Where an open file is. Linux knows; elsewhere it is where it was expected, if that still is the same file. */
export async function whereIs ({ fd }: Pick<FileHandle, 'fd'>, { dev, ino }: Pick<Stats, 'dev' | 'ino'>, expected: string, system = platform()): Promise<string | undefined> {
  if (system === 'linux') return readlink(`/proc/self/fd/${fd}`).catch(absent)
  const real = await realpath(expected).catch(absent)
  const found = real === undefined ? undefined : await stat(real).catch(absent)
  return found?.dev === dev && found.ino === ino ? real : undefined
}
