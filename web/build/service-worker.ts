import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Plugin, type Rolldown, transformWithOxc } from 'vite'

const source = join(import.meta.dirname, '../worker/service-worker.ts')

type Bundle = Rolldown.OutputBundle

/** What is large, or only for admins, is loaded when it is needed, from the network. */
const isLeftOut = (module: string | null): boolean => module === null || module.includes('node_modules') || /katex|\/admin\//.test(module)

/** What the page needs without a network: its chunks and styles, and those that its parts are loaded from on demand. */
const shellOf = (bundle: Bundle): string[] => {
  const found = new Set(Object.keys(bundle).filter(name => /first-paint|highlight\.worker/.test(name)))
  const add = (name: string): void => {
    const chunk = bundle[name]
    if (found.has(name) || chunk?.type !== 'chunk') return
    found.add(name)
    for (const css of chunk.viteMetadata?.importedCss ?? []) found.add(css)
    chunk.imports.forEach(add)
    for (const part of chunk.dynamicImports) {
      const { facadeModuleId = null } = bundle[part]?.type === 'chunk' ? bundle[part] : {}
      if (!isLeftOut(facadeModuleId)) add(part)
    }
  }
  for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk' && chunk.isEntry && chunk.name === 'page') add(chunk.fileName)
  return [...found].sort()
}

/** Writes sw.js, which knows the names of the assets of this build. */
export const serviceWorker = (): Plugin => ({
  name: 'parlance:service-worker',
  apply: 'build',
  generateBundle: {
    order: 'post',
    async handler (_options, bundle) {
      const shell = shellOf(bundle)
      const version = createHash('sha256').update(Object.keys(bundle).sort().join()).digest('hex').slice(0, 12)
      const { code } = await transformWithOxc(readFileSync(source, 'utf8'), source, { lang: 'ts' })
      const filled = code.replaceAll('__VERSION__', JSON.stringify(version)).replaceAll('__SHELL__', JSON.stringify(shell.map(name => `/${name}`)))
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: filled })
    },
  },
})
