// Writes openapi/openapi.json from the routes' schemas and client/src/schema.gen.ts from that; openapi/asyncapi.json from
// the schemas of the socket's events and client/src/realtime.gen.ts from that.
//   node openapi/generate.ts           writes them
//   node openapi/generate.ts --check   fails when they are stale
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'
import { buildApp } from '../src/app.ts'
import { readConfig } from '../src/config/index.ts'
import { createLogger } from '../src/plugins/logger.ts'

const root = join(import.meta.dirname, '..')
const files = {
  document: join(root, 'openapi/openapi.json'),
  types: join(root, 'client/src/schema.gen.ts'),
  events: join(root, 'openapi/asyncapi.json'),
  eventTypes: join(root, 'client/src/realtime.gen.ts'),
}

const readDocuments = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parlance-openapi-'))
  const config = readConfig({ DATA_DIR: dataDir, NODE_ENV: 'test', ADMIN_API_KEY: 'only-to-make-the-document' })
  const { app } = await buildApp({ config, log: createLogger({ level: 'silent', isPretty: false }) })
  try {
    return { document: app.swagger(), events: JSON.parse((await app.inject('/asyncapi.json')).body) as AsyncApi }
  } finally {
    await app.close()
    await rm(dataDir, { recursive: true })
  }
}

const toTypes = async (document: object): Promise<string> => astToString(await openapiTS(JSON.parse(JSON.stringify(document)), { defaultNonNullable: false }))

/** The types of an event's payload, of what a client says, how that is answered and what it is told. */
const toEventTypes = async ({ info, components: { schemas, messages }, operations }: AsyncApi): Promise<string> => {
  const named = await toTypes({ openapi: '3.1.0', info: { title: info.title, version: info.version }, paths: {}, components: { schemas } })
  const typeOf = (key: string) => `components['schemas']['${messages[key]!.payload.$ref.split('/').at(-1)}']`
  const table = (name: string, action: 'receive' | 'send', suffix = '') =>
    `\nexport interface ${name} {\n${Object.keys(operations).filter(key => operations[key]!.action === action).map(key => `    '${messages[key]!.name}': ${typeOf(key + suffix)};\n`).join('')}}\n`
  return named + table('ClientEvents', 'receive') + table('ClientAnswers', 'receive', '.done') + table('ServerEvents', 'send')
}

type AsyncApi = {
  info: { title: string; version: string }
  operations: Record<string, { action: 'receive' | 'send' }>
  components: { schemas: object; messages: Record<string, { name: string; payload: { $ref: string } }> }
}

const banner = (source: string) => `// Generated from ${source} by \`npm run generate\`. Do not edit.\n/* eslint-disable */\n\n`
const { document, events } = await readDocuments()
const wanted = {
  document: JSON.stringify(document, null, 2) + '\n',
  types: banner('openapi/openapi.json') + await toTypes(document),
  events: JSON.stringify(events, null, 2) + '\n',
  eventTypes: banner('openapi/asyncapi.json') + await toEventTypes(events),
}
const names = Object.keys(files) as (keyof typeof files)[]

if (process.argv.includes('--check')) {
  const stale: string[] = []
  for (const name of names) {
    if (await readFile(files[name], 'utf8').catch(() => '') !== wanted[name]) stale.push(files[name].slice(root.length + 1))
  }
  if (stale.length > 0) {
    console.error(`Stale: ${stale.join(', ')}. Run: npm run generate`)
    process.exitCode = 1
  }
} else {
  for (const name of names) await writeFile(files[name], wanted[name])
}
