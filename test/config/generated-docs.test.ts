import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { settings } from '../../src/config/index.ts'

const root = join(import.meta.dirname, '../..')

test('.env.example and docs/configuration.md are what the schema makes of them', async t => {
  t.doesNotThrow(() => execFileSync(process.execPath, ['scripts/generate-config-docs.ts', '--check'], { cwd: root, stdio: 'pipe' }), 'run: npm run generate')
})

test('both name every setting, and show no secret', async t => {
  for (const path of ['.env.example', 'docs/configuration.md']) {
    const text = readFileSync(join(root, path), 'utf8')
    for (const [name, setting] of Object.entries(settings)) {
      t.match(text, name, `${path} has ${name}`)
      if (setting.secret) t.notOk(text.includes(setting.examples[0]), `${path} has no value for ${name}`)
    }
  }
})
