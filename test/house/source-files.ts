import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

export type SourceFile = { /** From the project's root: `src/core/chat.ts`. */ path: string; text: string }

/** The project's own TypeScript and scripts in these folders, without what is generated. */
export const sourceFiles = (...folders: string[]): SourceFile[] => folders.flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /(?<!\.gen)\.(tsx?|mjs|js)$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter(path => !/(^|\/)(node_modules|dist[^/]*|out)\//.test(path))
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') })))
