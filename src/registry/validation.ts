import type { TSchema } from '@sinclair/typebox'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import formatsModule from 'ajv-formats'
import { type FieldProblem, GatewayError } from '../core/errors.ts'
import { reachable } from '../schemas/type.ts'

// A CommonJS module whose types say that the plugin is under `default`.
const addFormats = formatsModule.default

const compiled = new WeakMap<TSchema, ValidateFunction>()

/** Not strict: plugins from outside may annotate their schemas as they like. */
const compile = (schema: TSchema): ValidateFunction => {
  const ajv = new Ajv({ strict: false, allErrors: true, useDefaults: true })
  addFormats(ajv)
  for (const named of reachable(schema).values()) ajv.addSchema(named)
  const validate = ajv.compile(schema)
  compiled.set(schema, validate)
  return validate
}

const toProblem = ({ instancePath, keyword, params, message = 'is not valid' }: ErrorObject): FieldProblem => {
  const path = instancePath.split('/').slice(1).map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (keyword === 'required') return { field: [...path, params.missingProperty].join('.'), message: 'is required' }
  if (keyword === 'additionalProperties') return { field: [...path, params.additionalProperty].join('.'), message: 'is not known here' }
  if (keyword === 'enum') return { field: path.join('.'), message: `must be one of ${params.allowedValues.join(', ')}` }
  return { field: path.join('.'), message }
}

/** What is wrong with a value; nothing when it is valid. Writes the schema's defaults into the value. */
export const findProblems = (schema: TSchema, value: unknown): FieldProblem[] => {
  const validate = compiled.get(schema) ?? compile(schema)
  if (validate(value)) return []
  // A union (a value or null) reports each of its branches and then itself; the branch that says more comes first.
  const problems = (validate.errors ?? []).filter(error => error.keyword !== 'anyOf' && !(error.keyword === 'type' && error.params.type === 'null')).map(toProblem)
  return problems.length > 0 ? problems : [{ field: '', message: 'is not valid' }]
}

/** Throws `invalid_request` naming every field; `param` is the first. */
export const assertNoProblems = (problems: FieldProblem[]): void => {
  const [first] = problems
  if (first === undefined) return
  const text = problems.map(({ field, message }) => `${field || 'the body'} ${message}`).join('; ')
  throw new GatewayError('invalid_request', `The provider is not valid: ${text}.`, { param: first.field, details: problems })
}
