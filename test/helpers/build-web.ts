import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

const script = join(import.meta.dirname, '../../scripts/build.mjs')

/** Builds the page if it changed since it was built. */
export const buildWeb = async (): Promise<void> => {
  const { ensureBuilt } = await import(pathToFileURL(script).href) as { ensureBuilt(name: 'web'): Promise<void> } // the script is JavaScript
  await ensureBuilt('web')
}
