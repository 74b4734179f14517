import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { serverEvents } from '../../src/schemas/realtime-events.ts'
import { clientEvents } from '../../src/schemas/realtime.ts'
import { startApp } from '../helpers/app.ts'

const root = join(import.meta.dirname, '../..')
const server = await startApp(t)
const document = (await server.call('GET', '/asyncapi.json', { key: '' })).json
const { operations, components: { messages, schemas } } = document

t.test('the document is the one that is published, and linked from the other', async t => {
  t.strictSame(document, JSON.parse(await readFile(join(root, 'openapi/asyncapi.json'), 'utf8')))
  t.match((await server.call('GET', '/openapi.json', { key: '' })).json.info.description, /\]\(\/asyncapi\.json\)/)
})

t.test('is valid AsyncAPI 3', async t => {
  t.equal(document.asyncapi, '3.0.0')
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'node_modules/@redocly/cli/bin/cli.js'), 'lint', join(root, 'openapi/asyncapi.json'), '--format=json'])
  t.match(JSON.parse(stdout), { totals: { errors: 0, warnings: 0 } })
})

t.test('has every event, and whatever it points to is there', async t => {
  const named = (action: string) => Object.entries<any>(operations).filter(([, operation]) => operation.action === action).map(([key]) => messages[key].name)
  t.same(named('receive'), Object.keys(clientEvents))
  t.same(named('send'), Object.keys(serverEvents))
  const find = (pointer: string): any => pointer.slice(2).split('/').reduce((at: any, step) => at?.[step], document)
  const visit = (value: any): void => {
    if (typeof value !== 'object' || value === null) return
    if (typeof value.$ref === 'string') t.ok(find(value.$ref), value.$ref)
    Object.values(value).forEach(visit)
  }
  visit(document)
  for (const [key, operation] of Object.entries<any>(operations)) {
    t.match(operation.summary, /^[A-Z][^.]+$/, key)
    if (operation.action === 'receive') t.same(operation.reply.messages.map(({ $ref }: any) => $ref.split('/').at(-1)), [`${key}.done`, 'refused'])
  }
})

t.test('every schema is described, every message has an example, and those are valid', async t => {
  const ajv = new Ajv2020({ strict: false })
  formats.default(ajv)
  ajv.addSchema({ $id: 'doc', components: document.components })
  for (const [name, { description, examples = [] }] of Object.entries<any>(schemas)) {
    t.ok(description, name)
    const isValid = ajv.compile({ $ref: `doc#/components/schemas/${name}` })
    for (const example of examples) t.ok(isValid(example), `${name}: ${JSON.stringify(isValid.errors)}`)
  }
  for (const [key, { examples }] of Object.entries<any>(messages)) t.ok(examples?.length > 0, key)
})
