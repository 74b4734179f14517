import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** Below that, a header costs what it saves. Bytes. */
const smallest = 1_000
/** The best one takes thirty times as long for a tenth less. */
const quality = 8
const compressible = /\.(js|css|html|svg|json|webmanifest)$/

/** Lays a brotli and a gzip file beside each file that gains by it, so that the server only has to send them. */
export const precompress = (): Plugin => {
  let folder: string
  return {
    name: 'parlance:precompress',
    apply: 'build',
    configResolved ({ build, root }) { folder = resolve(root, build.outDir) },
    closeBundle () {
      // it is called after a build that failed, too: that has its own fault to tell
      if (!existsSync(folder)) return
      for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const path = join(folder, file)
        if (!compressible.test(file) || file.startsWith('.vite') || statSync(path).size < smallest) continue
        const bytes = readFileSync(path)
        const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [BROTLI_PARAM_QUALITY]: quality, [BROTLI_PARAM_SIZE_HINT]: bytes.length } }))
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
      }
    },
  }
}
