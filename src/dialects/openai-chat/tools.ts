import type { Tool, ToolChoice } from '../../core/chat.ts'
import { isObject, others, text, type Wire } from '../wire.ts'
import { cacheMark, invalid } from './parts.ts'

const knownToolFields = new Set(['type', 'function', 'cache_control'])
const knownFunctionFields = new Set(['name', 'description', 'parameters', 'strict', 'cache_control'])

/** Reads a tool. Anything but a function travels as `extra`; so do unknown fields, those of the function under `function`. */
export function readTool (tool: Wire, at: number): Tool {
  const { function: fn } = tool
  if (tool['type'] !== 'function' && !(tool['type'] === undefined && isObject(fn))) return { type: 'extra', name: text(tool['type']) ?? 'tool', data: tool }
  if (text(fn?.name) === undefined) throw invalid(`tools[${at}].function.name`, 'is missing')
  const functionExtra = others(fn, knownFunctionFields)
  const extra = { ...others(tool, knownToolFields), ...(functionExtra !== undefined && { function: functionExtra }) }
  return {
    type: 'function',
    name: fn.name,
    ...(text(fn.description) !== undefined && { description: fn.description }),
    ...(isObject(fn.parameters) && { parameters: fn.parameters }),
    ...(typeof fn.strict === 'boolean' && { strict: fn.strict }),
    ...cacheMark(isObject(tool['cache_control']) ? tool : fn),
    ...(Object.keys(extra).length > 0 && { extra }),
  }
}

export function writeTool (tool: Tool): unknown {
  if (tool.type === 'extra') return tool.data
  const { type, extra = {}, cacheControl: _, ...fn } = tool
  const { function: functionExtra, ...rest } = extra
  return { type, ...rest, function: { ...fn, ...functionExtra as object | undefined } }
}

/** Reads a tool choice; undefined for one that only its own dialect understands. */
export function readToolChoice (choice: unknown): ToolChoice | undefined {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice
  if (choice === 'any') return 'required'
  const name = isObject(choice) ? text(choice['function']?.name) : undefined
  return name === undefined ? undefined : { name }
}

export const writeToolChoice = (choice: ToolChoice): unknown =>
  typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } }
