import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'tap'
import { spoken } from '../../web/src/i18n/language.ts'
import { defineMessages } from '../../web/src/i18n/define-messages.ts'

type Table = Record<string, string>

const root = join(import.meta.dirname, '../../web/src')
const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
const tables = paths.filter(path => /messages\.ts$/.test(path) && !path.startsWith('i18n/'))
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort()

test('there are words to check', async t => {
  t.ok(tables.length > 5, `${tables.length} tables`)
})

for (const path of tables) {
  const { messages: { en, de } } = await import(pathToFileURL(join(root, path)).href) as { messages: { en: Table; de: Table } }

  test(`${path} has the same words in both languages`, async t => {
    t.same(Object.keys(de).sort(), Object.keys(en).sort())
    for (const [key, text] of Object.entries(en)) {
      t.same(holes(de[key] ?? ''), holes(text), `${key} holds the same values`)
      t.ok(text !== '' && de[key] !== '', `${key} says something`)
    }
  })
}

test('values and numbers find their place', async t => {
  const { t: say } = defineMessages({ hello: 'Hello {name}', count_one: '{count} word', count_other: '{count} words' }, { hello: 'Hallo {name}', count_one: '{count} Wort', count_other: '{count} Wörter' })
  t.equal(say('hello', { name: 'Ana' }), 'Hello Ana')
  t.equal(say('count', { count: 1 }), '1 word')
  t.equal(say('count', { count: 3 }), '3 words')
  spoken.set({ language: 'de', region: 'de-AT' })
  t.equal(say('count', { count: 3 }), '3 Wörter')
  spoken.set({ language: 'en', region: 'en' })
})
