import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Plugin, transformWithOxc } from 'vite'

const source = join(import.meta.dirname, '../worker/service-worker.ts')

/** What the page needs to start without a network: its chunks, styles and icon, but not what is loaded on demand and large. */
const isShell = (fileName: string): boolean => /\.(js|css)$/.test(fileName) && /^assets\/(page|chat|shared|first-paint|rolldown|sign-in|[\w-]*react|messages)/.test(fileName)

/** Writes sw.js, which knows the names of the assets of this build. */
export const serviceWorker = (): Plugin => ({
  name: 'parlance:service-worker',
  apply: 'build',
  generateBundle: {
    order: 'post',
    async handler (_options, bundle) {
      const shell = Object.keys(bundle).filter(isShell).sort()
      const version = createHash('sha256').update(Object.keys(bundle).sort().join()).digest('hex').slice(0, 12)
      const { code } = await transformWithOxc(readFileSync(source, 'utf8'), source, { lang: 'ts' })
      const filled = code.replace('__VERSION__', JSON.stringify(version)).replace('__SHELL__', JSON.stringify(shell.map(name => `/${name}`)))
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: filled })
    },
  },
})
