import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'tap'
import { buildWeb } from '../helpers/build-web.ts'

const folder = join(import.meta.dirname, '../../web/dist')
const limit = 190_000

type Manifest = Record<string, { file: string; imports?: string[]; dynamicImports?: string[] }>

test(`the JavaScript of the first load, down to the chat, has at most ${limit / 1000} KB`, { timeout: 240_000 }, async t => {
  await buildWeb()
  const manifest = JSON.parse(await readFile(join(folder, '.vite/manifest.json'), 'utf8')) as Manifest // Vite's own shape
  const found = new Set<string>()
  const add = (name: string): void => {
    const { file, imports = [] } = manifest[name]!
    if (found.has(file)) return
    found.add(file)
    imports.forEach(add)
  }
  add('index.html')
  add('src/chat/chat-page.tsx')
  const scripts = [...found].filter(file => file.endsWith('.js'))
  const sizes = await Promise.all(scripts.map(async file => ({ file, size: gzipSync(await readFile(join(folder, file)), { level: 9 }).length })))
  const total = sizes.reduce((sum, { size }) => sum + size, 0)
  t.comment(`${total} bytes in ${scripts.length} files`)
  t.ok(total <= limit, `${total} bytes: ${JSON.stringify(sizes.sort((a, b) => b.size - a.size).slice(0, 6))}`)
  t.notOk(scripts.some(file => /katex|mermaid|socket|diagram/.test(file)), 'what is loaded on demand is not among it')
})

test('the worker knows what it keeps', async t => {
  const worker = await readFile(join(folder, 'sw.js'), 'utf8')
  t.notMatch(worker, /__[A-Z]+__/, 'nothing is left to be filled in')
  t.match(worker, /\/assets\/page-[^"]+\.js/)
})

test('the page has no script and no style inside its HTML', async t => {
  const html = await readFile(join(folder, 'index.html'), 'utf8')
  t.notMatch(html, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/)
})
