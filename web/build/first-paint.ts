import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const source = join(import.meta.dirname, 'first-paint.js')

/** Puts the script that knows the theme before everything else, as a file: the policy allows no script inside the page. */
export const firstPaint = (): Plugin => {
  let isBuild = false
  const code = (): string => readFileSync(source, 'utf8')
  const fileName = (): string => `assets/first-paint-${createHash('sha256').update(code()).digest('hex').slice(0, 8)}.js`
  return {
    name: 'parlance:first-paint',
    configResolved ({ command }) { isBuild = command === 'build' },
    generateBundle () { this.emitFile({ type: 'asset', fileName: fileName(), source: code() }) },
    configureServer (server) {
      server.middlewares.use('/first-paint.js', (_request, response) => { response.setHeader('content-type', 'text/javascript').end(code()) })
    },
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { path }) => path === '/index.html'
        ? [{ tag: 'script', attrs: { src: isBuild ? `/${fileName()}` : '/first-paint.js' }, injectTo: 'head-prepend' }]
        : [],
    },
  }
}
