import type { Tool, ToolChoice } from '../../core/chat.ts'
import { isObject, list, others, text, type Wire } from '../wire.ts'
import { extraName, wireTypeOf } from './id.ts'
import { invalid } from './invalid.ts'
import type { Teller } from './teller.ts'

const knownFields = new Set(['type', 'name', 'description', 'parameters', 'strict'])

const readTool = (tool: Wire, at: number): Tool => {
  if (tool['type'] !== 'function') return { type: 'extra', name: extraName(tool['type']), data: tool }
  if (text(tool['name']) === undefined) throw invalid(`tools[${at}].name`, 'is missing')
  const extra = others(tool, knownFields)
  return {
    type: 'function',
    name: tool['name'],
    ...(text(tool['description']) !== undefined && { description: tool['description'] }),
    ...(isObject(tool['parameters']) && { parameters: tool['parameters'] }),
    ...(typeof tool['strict'] === 'boolean' && { strict: tool['strict'] }),
    ...(extra !== undefined && { extra }),
  }
}

/**
 * Reads the tools and which of them the model is to call. `allowed_tools` says the same as a shorter list does.
 * `foreign` is a choice that only this dialect's provider understands.
 */
export function readTools (wireTools: unknown, choice: unknown): { tools?: Tool[]; toolChoice?: ToolChoice; foreign?: unknown } {
  const tools = list(wireTools)
  const allowed = isObject(choice) && choice['type'] === 'allowed_tools' ? list(choice['tools']) : undefined
  const offered = tools.map(readTool).filter((_tool, at) => allowed?.some(one => isMeant(one, tools[at])) ?? true)
  const toolChoice = readToolChoice(allowed === undefined ? choice : (choice as Wire)['mode'] ?? 'auto') // it was an object
  return {
    ...(offered.length > 0 && { tools: offered }),
    ...(toolChoice !== undefined && { toolChoice }),
    ...(toolChoice === undefined && choice !== undefined && choice !== null && { foreign: choice }),
  }
}

const isMeant = (allowed: Wire, tool: Wire): boolean =>
  isObject(allowed) && ['type', 'name', 'server_label'].every(field => allowed[field] === undefined || allowed[field] === tool[field])

const readToolChoice = (choice: unknown): ToolChoice | undefined => {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice
  const name = isObject(choice) && choice['type'] === 'function' ? text(choice['name']) : undefined
  return name === undefined ? undefined : { name }
}

/** Writes the tools. `strict` is always said: here its default is the opposite of everybody else's. */
export const writeTools = (tools: readonly Tool[], teller: Teller): Wire[] => tools.flatMap((tool, at): Wire[] => {
  if (tool.type === 'function') {
    teller.tellMark(tool)
    const { name, description, parameters, strict = false, extra } = tool
    return [{ ...teller.ownExtra(extra), type: 'function', name, ...(description !== undefined && { description }), parameters: parameters ?? { type: 'object', properties: {} }, strict }]
  }
  if (wireTypeOf(tool.name) !== undefined && isObject(tool.data)) return [tool.data]
  teller.drop(`tools[${at}]`, tool.name)
  return []
})

export const writeToolChoice = (choice: ToolChoice): unknown => typeof choice === 'string' ? choice : { type: 'function', name: choice.name }
