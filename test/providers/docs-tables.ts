// The tables in the documentation that are made from the code. Run this file to write them again; a test fails when they are stale.
import { readFileSync, writeFileSync } from 'node:fs'
import type { Provider } from '../../src/core/provider.ts'
import { words } from '../../src/providers/demo/words.ts'
import { loadProviders } from '../../src/providers/index.ts'

const escape = (text: string): string => text.replaceAll('|', '\\|')
const code = (text: string | undefined): string => text === undefined ? '' : `\`${escape(text)}\``

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')

const describeWords = (): string => table(['word in the prompt', 'what happens'],
  Object.values(words).map(({ form, effect }) => [`\`${escape(form)}\``, effect]))

const describeKinds = (providers: readonly Provider[]): string => table(['kind', 'speaks', 'settings', 'environment'],
  providers.map(({ kind, speaks, settings, environment }) => [
    code(kind),
    [...new Set(speaks.map(({ dialect }) => dialect.id))].join(', '),
    Object.entries<any>(settings.properties).map(([name, property]) => code(name) + (settings.required?.includes(name) && property.default === undefined ? '' : '?')).join(', '),
    [environment?.apiKey, environment?.baseUrl].filter(name => name !== undefined).map(code).join(', '),
  ]))

const describeTemplates = (providers: readonly Provider[]): string => table(['template', 'kind', 'base URL', 'key', 'documentation'],
  providers.flatMap(({ kind, templates }) => templates.map(({ displayName, baseUrl, requiresKey, docsUrl }) =>
    [displayName, code(kind), code(baseUrl), requiresKey ? 'required' : '–', `<${docsUrl}>`])))

/** Each table by the page and the marks that it stands between: `<!-- words -->` … `<!-- /words -->`. */
export async function makeTables (): Promise<{ page: URL; mark: string; text: string }[]> {
  const silent = { debug () {}, info () {}, warn () {}, error () {} }
  const providers = await loadProviders([], silent)
  const page = (name: string) => new URL(`../../docs/${name}.md`, import.meta.url)
  return [
    { page: page('demo-provider'), mark: 'words', text: describeWords() },
    { page: page('providers'), mark: 'kinds', text: describeKinds(providers) },
    { page: page('providers'), mark: 'templates', text: describeTemplates(providers) },
  ]
}

/** A page with its table replaced. Throws when it has no place for it. */
export function placeTable (text: string, mark: string, made: string): string {
  const [begin, end] = [`<!-- ${mark} -->\n`, `\n<!-- /${mark} -->`]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from === -1 || to === -1) throw new Error(`The page has no place marked ${mark}.`)
  return text.slice(0, from + begin.length) + made + text.slice(to)
}

if (import.meta.main) {
  for (const { page, mark, text } of await makeTables()) writeFileSync(page, placeTable(readFileSync(page, 'utf8'), mark, text))
}
