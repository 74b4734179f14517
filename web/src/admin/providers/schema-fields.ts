import type { ProviderTemplate } from '@parlance/client'

/** One input of a form that a JSON Schema describes. */
export type SchemaField = {
  name: string
  kind: 'text' | 'secret' | 'number' | 'boolean' | 'choice'
  title: string
  description: string | undefined
  placeholder: string | undefined
  isRequired: boolean
  pattern: string | undefined
  choices: string[]
  default: string | number | boolean | undefined
}

type Property = {
  type?: string
  title?: string
  description?: string
  default?: unknown
  pattern?: string
  enum?: unknown[]
  examples?: unknown[]
  writeOnly?: boolean
}

/** The fields of a template's settings: the address first, then the key, then what else the kind takes. Plugins may bring others of any name. */
export function readFields ({ settings, requiresKey, baseUrl }: ProviderTemplate): SchemaField[] {
  const { properties = {}, required = [] } = settings as { properties?: Record<string, Property>; required?: string[] }
  return Object.entries(properties)
    .map(([name, property]): SchemaField => ({
      name,
      kind: kindOf(property),
      title: property.title ?? name,
      description: property.description,
      placeholder: property.writeOnly === true ? undefined : toText(property.examples?.[0]),
      // a default fills what is left out; a service may need a key where its kind does not
      isRequired: name === 'apiKey' ? requiresKey || required.includes(name) : required.includes(name) && property.default === undefined,
      pattern: property.pattern,
      choices: (property.enum ?? []).flatMap(value => typeof value === 'string' ? [value] : []),
      default: name === 'baseUrl' ? baseUrl : toValue(property.default),
    }))
    .sort((left, right) => rank(left) - rank(right))
}

const rank = ({ name, isRequired }: SchemaField): number => name === 'baseUrl' ? 0 : name === 'apiKey' ? 1 : isRequired ? 2 : 3

function kindOf ({ type, enum: choices, writeOnly }: Property): SchemaField['kind'] {
  if (choices !== undefined) return 'choice'
  if (writeOnly === true) return 'secret'
  if (type === 'boolean') return 'boolean'
  return type === 'number' || type === 'integer' ? 'number' : 'text'
}

const toText = (value: unknown): string | undefined => typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
const toValue = (value: unknown): string | number | boolean | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined
