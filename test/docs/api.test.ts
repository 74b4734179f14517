import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { pageOf, root } from './pages.ts'

const { paths } = JSON.parse(readFileSync(join(root, 'openapi/openapi.json'), 'utf8')) as { paths: Record<string, object> } // it is generated here

test('the guide to the API names the last word of every path', async t => {
  const table = pageOf('docs/api.md').text.split('## Every route')[1]!
  const words = Object.keys(paths).map(path => path.split('/').findLast(part => !part.startsWith('{'))!)
  t.ok(words.length > 40)
  t.strictSame(words.filter(word => !new RegExp(`[/…]${word}\\b`).test(table)), [])
})
