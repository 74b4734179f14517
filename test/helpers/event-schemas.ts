// What the OpenAPI document promises of events, and whether they are so.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { HouseEvent } from '../../src/core/house-events.ts'

const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../openapi/openapi.json'), 'utf8'))
const judge = new Ajv2020({ strict: false, allErrors: true }).addSchema(document, 'openapi')
formats.default(judge)

/** Its body, as it is posted. */
export const bodyOf = ({ type, at, data }: HouseEvent) => ({ type, timestamp: new Date(at).toISOString(), data })

/** What is wrong about the body of a delivery; empty when it is as the document says, to the last field. */
export function faultsOf (body: { type: string; data: object }): string[] {
  const { $ref } = document.webhooks[body.type].post.requestBody.content['application/json'].schema
  const validate = judge.getSchema(`openapi${$ref}`)!
  const known = Object.keys(document.components.schemas[$ref.split('/').at(-1)].properties.data.properties)
  const unknown = Object.keys(body.data).filter(name => !known.includes(name))
  const isValid = validate(body)
  return [...unknown.map(name => `${name} is not in the document`), ...isValid ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`)]
}
