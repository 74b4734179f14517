import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'tap'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { errorKinds } from '../../src/core/errors.ts'
import { startApp } from '../helpers/app.ts'

type Schema = { $ref?: string; examples?: unknown[]; example?: unknown; description?: string }
type Operation = { operationId: string; summary: string; tags: string[]; security: object[]; requestBody?: { content: Record<string, { schema: Schema }> }; responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }> }

const run = promisify(execFile)

test('the generated files are those that the code makes', async t => {
  const { stdout, stderr } = await run(process.execPath, ['openapi/generate.ts', '--check'])
  t.equal(stdout + stderr, '')
})

test('the page of errors is that of the table', async t => {
  const { stdout, stderr } = await run(process.execPath, ['scripts/generate-error-docs.ts', '--check'])
  t.equal(stdout + stderr, '')
})

test('the document is whole', async t => {
  const { app, call } = await startApp(t)
  const document = (await call('GET', '/openapi.json', { key: '' })).json
  t.strictSame(document, JSON.parse(JSON.stringify(app.swagger())))
  t.equal(document.openapi, '3.1.0')
  const operations = Object.values(document.paths as Record<string, Record<string, Operation>>).flatMap(path => Object.values(path))
  const schemas = document.components.schemas as Record<string, Schema>
  t.ok(operations.length >= 25, `${operations.length} operations`)

  await t.test('every operation has a name of its own, a summary, one tag and named bodies', async t => {
    t.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length)
    for (const { operationId, summary, tags, requestBody, responses } of operations) {
      t.match(operationId, /^(create|list|get|update|replace|delete|revoke|rotate|test|refresh|count|send|regenerate|stop|stream)[A-Z]\w+$/)
      t.match(summary, /^[A-Z][^.]+$/, operationId)
      t.equal(tags.length, 1, operationId)
      const bodies = [requestBody, ...Object.values(responses)].flatMap(part => Object.values(part?.content ?? {}))
      for (const { schema } of bodies) t.match(schema.$ref, /^#\/components\/schemas\/[A-Z]\w+$/, operationId)
    }
  })

  await t.test('every operation tells how it may fail, in the envelope', async t => {
    for (const { operationId, security, responses } of operations) {
      t.ok(responses['400'] && responses['429'] && responses['500'], operationId)
      if (security.length > 0) t.ok(responses['401'], operationId)
      for (const [status, { content }] of Object.entries(responses)) {
        if (Number(status) >= 400 && operationId !== 'getReadiness') t.match(content?.['application/json']?.schema.$ref, /^#\/components\/schemas\/(Anthropic)?Error$/, `${operationId} ${status}`)
      }
    }
  })

  await t.test('every component is described, and its examples are valid', async t => {
    const ajv = new Ajv2020({ strict: false })
    formats.default(ajv)
    ajv.addSchema({ $id: 'doc', components: document.components })
    for (const [name, schema] of Object.entries(schemas)) {
      t.ok(schema.description, `${name} has a description`)
      const validate = ajv.compile({ $ref: `doc#/components/schemas/${name}` })
      for (const example of schema.examples ?? []) t.ok(validate(example), `${name}: ${JSON.stringify(validate.errors)}`)
    }
  })

  await t.test('every request body has an example', async t => {
    for (const { operationId, requestBody } of operations) {
      const name = requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1)
      if (name !== undefined) t.ok((schemas[name]!.examples ?? []).length > 0, operationId)
    }
  })

  await t.test('the error codes are those of the table', async t => {
    t.match(JSON.stringify(schemas['Failure']), Object.keys(errorKinds).map(kind => JSON.stringify(kind)).join(','))
  })
})
