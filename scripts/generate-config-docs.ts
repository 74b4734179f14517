// Writes .env.example and the tables of docs/configuration.md from the schema of the settings and from the provider
// kinds. With --check it writes nothing and fails when a file is not what it would write.
import { access, readFile, writeFile } from 'node:fs/promises'
import { describeTakes, type Setting, settings } from '../src/config/index.ts'
import type { Log } from '../src/core/ports.ts'
import type { Provider } from '../src/core/provider.ts'

type ProviderVariable = { name: string; kind: string; displayName: string; what: string }

const root = new URL('../', import.meta.url)
const groups = Map.groupBy(Object.entries(settings), ([, setting]) => setting.group)
const plain = (text: string): string => text.replaceAll('`', '')

const loadVariables = async (): Promise<ProviderVariable[]> => {
  const index = new URL('src/providers/index.ts', root)
  // The providers are a room of their own, which the settings do not need.
  if (await access(index).then(() => false, () => true)) return []
  const { loadProviders } = await import(index.href) as { loadProviders(extraPackages: string[], log: Log): Promise<Provider[]> }
  const silent = () => {}
  const plugins = await loadProviders([], { debug: silent, info: silent, warn: silent, error: silent })
  return plugins.flatMap(({ kind, environment = {}, templates: [{ displayName }] }) => [
    ...environment.apiKey ? [{ name: environment.apiKey, kind, displayName, what: 'API key' }] : [],
    ...environment.baseUrl ? [{ name: environment.baseUrl, kind, displayName, what: 'base URL' }] : [],
  ])
}

const wrap = (text: string, width = 100): string[] => {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = `${lines.at(-1)} ${word}`.trim()
    if (line.length <= width) lines[lines.length - 1] = line
    else lines.push(word)
  }
  return lines
}

const describe = (setting: Setting): string[] => [
  setting.description,
  `Takes ${describeTakes(setting)}.`,
  ...setting.whenAbsent ? [`When absent: ${setting.whenAbsent}.`] : [],
]

const writeExample = (variables: ProviderVariable[]): string => {
  const lines = ['# Copy to .env and remove the # of what you change. Made by `npm run generate` from src/config/environment.ts.']
  for (const [group, members] of groups) {
    lines.push('', `### ${group}`)
    for (const [name, setting] of members) {
      lines.push('')
      for (const sentence of describe(setting)) lines.push(...wrap(plain(sentence)).map(line => `# ${line}`))
      // An example of a secret must not end up in use.
      lines.push(`#${name}=${setting.secret ? '' : setting.default ?? setting.examples[0]}`)
    }
  }
  if (variables.length > 0) lines.push('', '### Providers that appear by themselves', '')
  for (const { name, displayName, what } of variables) lines.push(`# ${displayName}: ${what}.`, `#${name}=`)
  return lines.join('\n') + '\n'
}

const cell = (text: string): string => text.replaceAll('|', '\\|')
// A secret that stands in a document would be copied from there.
const writeSample = (setting: Setting): string => setting.secret ? '' : `\`${setting.examples[0]}\``
const writeDefault = (setting: Setting): string => setting.default === undefined ? setting.whenAbsent ?? '' : `\`${setting.default}\``

const writeSettings = (): string => [...groups].map(([group, members]) => [
  `### ${group}`,
  '',
  '| variable | what | takes | default | example |',
  '| --- | --- | --- | --- | --- |',
  ...members.map(([name, setting]) => `| \`${name}\` | ${[setting.description, describeTakes(setting), writeDefault(setting), writeSample(setting)].map(cell).join(' | ')} |`),
].join('\n')).join('\n\n')

const writeVariables = (variables: ProviderVariable[]): string => [
  '| variable | provider | what |',
  '| --- | --- | --- |',
  ...variables.map(({ name, kind, displayName, what }) => `| \`${name}\` | \`${kind}\` | ${displayName}: ${what} |`),
].join('\n')

/** Replaces what stands between the two marks of a table. */
const fill = (page: string, mark: string, text: string): string => {
  const [begin, end] = [`<!-- begin ${mark} (generated) -->`, `<!-- end ${mark} -->`]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`docs/configuration.md lacks the marks of ${mark}`)
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`
}

const read = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8').catch(() => '')

const variables = await loadVariables()
const page = await read('docs/configuration.md')
const files: [string, string][] = [
  ['.env.example', writeExample(variables)],
  ['docs/configuration.md', fill(fill(page, 'settings', writeSettings()), 'provider variables', writeVariables(variables))],
]
for (const [path, text] of files) {
  if (await read(path) === text) continue
  if (process.argv.includes('--check')) {
    console.error(`${path} is out of date; run: npm run generate`)
    process.exitCode = 1
  } else {
    await writeFile(new URL(path, root), text)
    console.log(`wrote ${path}`)
  }
}
