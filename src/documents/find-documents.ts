import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { absent } from './absent.ts'
import { isBelow, isDocumentPath, isHidden, maxDepth } from './document-path.ts'

export const maxDocuments = 5000
const maxFolders = 5000

type Folder = { path: string; real: string }

/**
 * Paths of what may be documents, in order; whether each is one shows when it is opened. Every folder is read once, under
 * its own name rather than that of a link to it, so that loops end. `isCut`: there are more than are listed.
 */
export async function findDocuments (root: string): Promise<{ paths: string[]; isCut: boolean }> {
  const paths: string[] = []
  const seen = new Set([root])
  const folders: Folder[] = [{ path: '', real: root }]
  const links: string[] = []

  const enter = (path: string, real: string): void => {
    if (seen.has(real)) return
    seen.add(real)
    folders.push({ path, real })
  }

  const readFolder = async (folder: Folder): Promise<void> => {
    const entries: Dirent[] = await readdir(folder.real, { withFileTypes: true }).catch(absent) ?? []
    for (const entry of entries.sort(byName)) {
      const { name } = entry
      const path = folder.path === '' ? name : `${folder.path}/${name}`
      const isShallow = !isHidden(name) && path.split('/').length < maxDepth
      if (entry.isDirectory()) {
        if (isShallow) enter(path, join(folder.real, name))
      } else if (isDocumentPath(path) && (entry.isFile() || entry.isSymbolicLink())) paths.push(path)
      else if (isShallow && entry.isSymbolicLink()) links.push(path)
    }
  }

  const followLink = async (path: string): Promise<void> => {
    const real = await realpath(join(root, path)).catch(absent)
    if (real !== undefined && isBelow(root, real) && (await stat(real).catch(absent))?.isDirectory()) enter(path, real)
  }

  while (paths.length <= maxDocuments && seen.size <= maxFolders) {
    const folder = folders.shift()
    const link = folder === undefined ? links.shift() : undefined
    if (folder !== undefined) await readFolder(folder)
    else if (link !== undefined) await followLink(link)
    else return { paths: paths.sort(), isCut: false }
  }
  return { paths: paths.slice(0, maxDocuments).sort(), isCut: true }
}

const byName = (one: Dirent, other: Dirent): number => one.name < other.name ? -1 : 1
