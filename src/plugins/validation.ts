import type { FastifySchemaValidationError } from 'fastify/types/schema.js'
import { Ajv, type Options, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { GatewayError } from '../core/errors.ts'
import { reachable } from '../schemas/type.ts'

type Validate = (value: unknown) => { value: unknown } | { error: FastifySchemaValidationError[] }
type ValidatedRoute = { schema: object; httpPart?: string }

const common: Options = { allErrors: false, strict: false }

/**
 * Two validators. Bodies are taken as they are: Fastify's usual coercion would turn `content: null` into an empty string
 * and `temperature: null` into 0. Params, queries and headers arrive as text, so there numbers and booleans are read from it.
 */
const validators = {
  exact: createCompiler(common),
  textual: createCompiler({ ...common, coerceTypes: 'array', useDefaults: true }),
}

/** Each schema is compiled when it is first needed: most of the start would go by compiling all. */
export const buildValidator = () => ({ schema, httpPart }: ValidatedRoute): Validate => {
  const compile = validators[httpPart === 'body' ? 'exact' : 'textual']
  let validate: ValidateFunction | undefined
  return value => {
    validate ??= compile(schema)
    return validate(value) ? { value } : { error: validate.errors as FastifySchemaValidationError[] }
  }
}

function createCompiler (options: Options): (schema: object) => ValidateFunction {
  const ajv = new Ajv(options)
  formats.default(ajv)
  return schema => {
    for (const [id, named] of reachable(schema)) if (ajv.schemas[id] === undefined) ajv.addSchema(named, id)
    return ajv.compile(schema)
  }
}

/** Says which field is wrong. Of the many complaints about a union the deepest one knows best. */
export function readValidation (failures: readonly FastifySchemaValidationError[], part: string): GatewayError {
  const said = new Map<string, Set<string>>()
  for (const failure of failures) {
    if (failure.keyword === 'anyOf') continue // its members have said why
    const field = fieldOf(failure) || part
    said.set(field, (said.get(field) ?? new Set()).add(sayFailure(failure)))
  }
  const details = [...said].map(([field, messages]) => ({ field, message: [...messages].join(' or ').replaceAll(' or must be ', ' or ') }))
  const deepest = details.reduce((best, next) => depth(next.field) > depth(best.field) ? next : best)
  if (deepest.field === part) return new GatewayError('invalid_request', `The ${part} ${deepest.message}.`, { details })
  return new GatewayError('invalid_request', `${deepest.field} ${deepest.message}.`, { param: deepest.field, details })
}

const fieldOf = ({ instancePath, keyword, params }: FastifySchemaValidationError): string => {
  const path = instancePath.split('/').slice(1).map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (keyword === 'required') path.push(String(params['missingProperty']))
  if (keyword === 'additionalProperties') path.push(String(params['additionalProperty']))
  return path.map((step, index) => /^\d+$/.test(step) ? `[${step}]` : index === 0 ? step : `.${step}`).join('').slice(0, 200)
}

const sayFailure = ({ keyword, params, message }: FastifySchemaValidationError): string => {
  switch (keyword) {
    case 'required': return 'is missing'
    case 'additionalProperties': return 'is not a known field'
    case 'enum': return `must be one of ${(params['allowedValues'] as unknown[]).map(value => JSON.stringify(value)).join(', ')}`
    case 'minItems': return 'must not be empty'
    case 'type': return `must be ${([params['type']].flat() as string[]).map(sayType).join(' or ')}`
    case 'const': return `must be ${JSON.stringify(params['allowedValue'])}`
    default: return message ?? 'is not valid'
  }
}

const depth = (field: string): number => field.split(/[.[]/).length

const sayType = (type: string): string =>
  type === 'null' ? 'null' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
