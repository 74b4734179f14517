import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { errorKinds } from '../../src/core/errors.ts'
import { adminKey, startApp } from '../helpers/app.ts'
import { readScrape } from '../helpers/scrape.ts'
import { readYaml } from './read-yaml.ts'

const dashboard = JSON.parse(readFileSync('deploy/grafana/parlance.json', 'utf8'))
const rules: { alert: string; expr: string; labels: { severity: string }; annotations: { summary: string } }[] = readYaml('deploy/prometheus/alerts.yml')[0].groups.flatMap(({ rules }: any) => rules)
const panels: any[] = dashboard.panels.filter(({ type }: any) => type !== 'row')
const expressions: string[] = [...panels.flatMap(({ targets }) => targets.map(({ expr }: any) => expr)), ...rules.map(({ expr }) => expr)]

/** Names of metrics in an expression, and the labels by which it chooses or adds up. */
const namesIn = (expression: string): string[] => expression.match(/\b(?:parlance|nodejs|process)_[a-z0-9_]+/g) ?? []
const labelsIn = (expression: string): string[] => [...[...expression.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside]) => [...inside!.matchAll(/(\w+)\s*(?:=~|!=|=)/g)].map(([, label]) => label!)), ...[...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(',').map(label => label.trim()))]

test('everything that the dashboard and the alerts name is in a real scrape', async t => {
  const { call, baseUrl } = await startApp(t)
  const ask = (model: string) => fetch(`${baseUrl}/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'Hello [delay 0]' }] }) })
  await (await ask('demo/parlance')).text()
  await (await ask('demo/nobody [fail 500]')).text()
  const { types, samples } = readScrape((await call('GET', '/metrics')).text)
  t.ok(expressions.length > 40, `${expressions.length} expressions`)
  for (const name of new Set(expressions.flatMap(namesIn))) t.ok(types.has(name) || types.has(name.replace(/_(bucket|sum|count)$/, '')), name)
  for (const { templating: { list } } of [dashboard]) for (const { query } of list) if (typeof query === 'object') for (const name of namesIn(query.query)) t.ok(types.has(name), name)
  // some have samples only when something went wrong, or with PostgreSQL
  const known = new Set([...samples.flatMap(({ labels }) => Object.keys(labels)), 'instance', 'job'])
  for (const label of new Set(expressions.flatMap(labelsIn))) t.ok(known.has(label) || label === 'error', `the label ${label}`)
})

test('every expression names something, and its brackets fit', async t => {
  for (const expression of expressions) {
    t.ok(namesIn(expression).length > 0 || expression.startsWith('up{'), expression)
    for (const [open, close] of ['()', '{}', '[]']) t.equal(expression.split(open!).length, expression.split(close!).length, `${open}${close} in ${expression}`)
  }
})

test('alerts are told apart, say what to do, and name codes of errors that exist', async t => {
  t.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length)
  for (const { alert, labels, annotations } of rules) t.match({ alert, labels, annotations }, { alert: /^Parlance[A-Z]\w+$/, labels: { severity: /^(critical|warning|info)$/ }, annotations: { summary: /\w/ } })
  for (const expression of expressions) for (const [, codes] of expression.matchAll(/error=~?"([\w|]+)"/g)) for (const code of codes!.split('|')) t.ok(code in errorKinds, code)
})

test('panels have ids of their own and do not lie upon each other', async t => {
  t.equal(new Set(dashboard.panels.map(({ id }: any) => id)).size, dashboard.panels.length)
  const taken = new Set<string>()
  for (const { gridPos: { x, y, w, h }, title } of dashboard.panels) {
    for (let column = x; column < x + w; column++) {
      for (let line = y; line < y + h; line++) {
        t.notOk(taken.has(`${column} ${line}`) || column > 23, title)
        taken.add(`${column} ${line}`)
      }
    }
  }
})
