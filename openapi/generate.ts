// Writes openapi/openapi.json from the routes' schemas and client/src/schema.gen.ts from that.
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
const files = { document: join(root, 'openapi/openapi.json'), types: join(root, 'client/src/schema.gen.ts') }

const readDocument = async (): Promise<object> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parlance-openapi-'))
  const config = readConfig({ DATA_DIR: dataDir, NODE_ENV: 'test', ADMIN_API_KEY: 'only-to-make-the-document' })
  const { app } = await buildApp({ config, log: createLogger({ level: 'silent', isPretty: false }) })
  try {
    return app.swagger()
  } finally {
    await app.close()
    await rm(dataDir, { recursive: true })
  }
}

const document = await readDocument()
const banner = '// Generated from openapi/openapi.json by `npm run generate`. Do not edit.\n/* eslint-disable */\n\n'
const wanted = {
  document: JSON.stringify(document, null, 2) + '\n',
  types: banner + astToString(await openapiTS(JSON.parse(JSON.stringify(document)), { defaultNonNullable: false })),
}

if (process.argv.includes('--check')) {
  const stale: string[] = []
  for (const name of ['document', 'types'] as const) {
    if (await readFile(files[name], 'utf8').catch(() => '') !== wanted[name]) stale.push(files[name].slice(root.length + 1))
  }
  if (stale.length > 0) {
    console.error(`Stale: ${stale.join(', ')}. Run: npm run generate`)
    process.exitCode = 1
  }
} else {
  await writeFile(files.document, wanted.document)
  await writeFile(files.types, wanted.types)
}
