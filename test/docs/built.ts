import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './pages.ts'

/** Builds what `npx parlance` and `import '@parlance/client'` run, if it changed since it was built. */
export const buildParts = async (...names: ('client' | 'server')[]): Promise<void> => {
  const { ensureBuilt } = await import(pathToFileURL(join(root, 'scripts/build.mjs')).href) as { ensureBuilt(name: string): Promise<void> } // the script is JavaScript
  for (const name of names) await ensureBuilt(name)
}
