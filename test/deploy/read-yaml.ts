import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

// it ships without types
const { loadAll } = createRequire(import.meta.url)('js-yaml') as { loadAll(text: string): unknown[] }

/** Every document of a YAML file. Throws with the line where it is none. */
export const readYaml = (path: string): any[] => loadAll(readFileSync(path, 'utf8'))
