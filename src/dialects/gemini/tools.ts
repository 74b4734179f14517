import type { ChatRequest, Tool, ToolChoice } from '../../core/chat.ts'
import { isObject, list, others, text, type Wire } from '../wire.ts'
import { camel } from './field-names.ts'
import { readGoogleSchema } from './google-schema.ts'
import { extraName, wireNameOf } from './id.ts'
import { writeJsonSchema } from './json-schema.ts'
import { generationOf } from './model-name.ts'
import type { Losses } from './losses.ts'

/** Writes the tools: functions together, Google's own as they came. A tool that another provider runs itself is dropped. */
export function writeTools (tools: readonly Tool[], losses: Losses): Wire[] {
  const functions: Wire[] = []
  const own: Wire[] = []
  for (const [at, tool] of tools.entries()) {
    if (tool.type === 'function') functions.push(writeFunction(tool, `tools[${at}]`, losses))
    else if (wireNameOf(tool.name) !== undefined && isObject(tool.data)) own.push(tool.data)
    else losses.drop(`tools[${at}]`, tool.name)
  }
  return functions.length > 0 ? [...own, { functionDeclarations: functions }] : own
}

// Beside a function, what only Gemini knows of it.
const ownFunctionFields: ReadonlySet<string> = new Set(['behavior', 'response', 'responseJsonSchema'])

const writeFunction = (tool: Extract<Tool, { type: 'function' }>, path: string, losses: Losses): Wire => {
  const declared: Wire = { name: tool.name, description: tool.description ?? '' }
  const { schema, dropped } = writeJsonSchema(tool.parameters)
  if (schema !== undefined) declared['parametersJsonSchema'] = schema
  if (dropped.length > 0) losses.drop(`${path}.function.parameters`, dropped.join(' '))
  if (tool.cacheControl !== undefined) losses.dropOnce('cache_control')
  for (const field in tool.extra) {
    if (ownFunctionFields.has(field)) declared[field] = tool.extra[field]
    else losses.drop(`${path}.${field}`)
  }
  return declared
}

/** Calls that must match their schema are promised from 2.5 on. */
const keepsToSchemas = (model: string): boolean => (generationOf(model) ?? 0) >= 2.5

/** Undefined when there is nothing to say: the model chooses. */
export function writeToolChoice ({ toolChoice, tools = [], model }: ChatRequest, losses: Losses): Wire | undefined {
  const strict = tools.findIndex(tool => tool.type === 'function' && tool.strict === true)
  if (strict !== -1 && !keepsToSchemas(model)) losses.drop(`tools[${strict}].function.strict`)
  if (toolChoice === 'none') return { mode: 'NONE' }
  if (toolChoice === 'required') return { mode: 'ANY' }
  if (typeof toolChoice === 'object') return { mode: 'ANY', allowedFunctionNames: [toolChoice.name] }
  if (strict !== -1 && keepsToSchemas(model)) return { mode: 'VALIDATED' }
  return toolChoice === 'auto' ? { mode: 'AUTO' } : undefined
}

/** Reads the tools. Each of Google's own becomes one, named after its field. */
export const readTools = (tools: unknown): Tool[] => list(tools).flatMap((wire): Tool[] => {
  const { functionDeclarations, ...own } = camel(wire)
  return [
    ...list(functionDeclarations).map(readFunction),
    ...Object.entries(own).map(([name, value]): Tool => ({ type: 'extra', name: extraName(name), data: { [name]: value } })),
  ]
})

const knownFields = new Set(['name', 'description', 'parameters', 'parametersJsonSchema'])

const readFunction = (wire: unknown): Tool => {
  const declared = camel(wire)
  const parameters = declared['parametersJsonSchema'] ?? readGoogleSchema(declared['parameters'])
  const extra = others(declared, knownFields)
  return {
    type: 'function',
    name: text(declared['name']) ?? '',
    ...(text(declared['description']) !== undefined && { description: declared['description'] }),
    ...(isObject(parameters) && { parameters }),
    ...(extra !== undefined && { extra }),
  }
}

const modes: Readonly<Record<string, ToolChoice>> = { AUTO: 'auto', VALIDATED: 'auto', NONE: 'none', ANY: 'required' }

/** Reads a choice among tools; undefined for one that only Gemini understands, such as one of several names. */
export function readToolChoice (wire: unknown): ToolChoice | undefined {
  const { mode, allowedFunctionNames, ...rest } = camel(wire)
  if (Object.keys(rest).length > 0) return undefined
  const names = list(allowedFunctionNames)
  if (names.length === 1 && mode === 'ANY') return { name: String(names[0]) }
  return names.length === 0 && Object.hasOwn(modes, mode) ? modes[mode] : undefined
}
