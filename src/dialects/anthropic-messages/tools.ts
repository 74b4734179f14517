import type { Tool, ToolChoice, Warning } from '../../core/chat.ts'
import { compact, isObject, others, text, type Wire } from '../wire.ts'
import { extraName, wireTypeOf } from './id.ts'
import { invalid } from './invalid.ts'
import { keepsToSchemas } from './models.ts'
import { cacheMark } from './read-block.ts'

const knownFields = new Set(['type', 'name', 'description', 'input_schema', 'strict', 'cache_control'])
const ownFields: ReadonlySet<string> = new Set(['allowed_callers', 'defer_loading', 'eager_input_streaming', 'input_examples'])

/** Reads a tool. One that Anthropic runs itself, or defines, has a type of its own and travels as `extra`. */
export function readTool (tool: Wire, at: number): Tool {
  const type = text(tool['type'])
  if (type !== undefined && type !== 'custom') return { type: 'extra', name: extraName(type), data: tool }
  if (text(tool['name']) === undefined) throw invalid(`tools[${at}].name`, 'is missing')
  const extra = others(tool, knownFields)
  return {
    type: 'function',
    ...compact({
      name: tool['name'] as string, // looked at above
      description: text(tool['description']),
      parameters: isObject(tool['input_schema']) ? tool['input_schema'] : undefined,
      strict: typeof tool['strict'] === 'boolean' ? tool['strict'] : undefined,
      extra,
    }),
    ...cacheMark(tool),
  }
}

/** Writes the tools. One that another dialect's provider runs itself is dropped, unless it is Anthropic's own. */
export function writeTools (tools: readonly Tool[], model: string, warnings: Warning[]): Wire[] {
  const written: Wire[] = []
  for (const [at, tool] of tools.entries()) {
    const path = `tools[${at}]`
    if (tool.type === 'extra') {
      // Anthropic's own tools have dated types, web_search_20250305, which clients of other dialects may know.
      if (isObject(tool.data) && (wireTypeOf(tool.name) !== undefined || /_\d{8}$/.test(tool.name))) written.push(tool.data)
      else warnings.push({ param: path, action: 'dropped', detail: tool.name })
      continue
    }
    const isStrict = tool.strict === true && keepsToSchemas(model)
    if (tool.strict === true && !isStrict) warnings.push({ param: `${path}.function.strict`, action: 'dropped' })
    written.push({
      name: tool.name,
      ...(text(tool.description) !== undefined && { description: tool.description }),
      input_schema: isObject(tool.parameters) ? { type: 'object', ...tool.parameters } : { type: 'object', properties: {} },
      ...(isStrict && { strict: true }),
      ...(tool.cacheControl !== undefined && { cache_control: tool.cacheControl }),
      ...writeExtra(tool.extra, path, warnings),
    })
  }
  return written
}

const writeExtra = (extra: Wire = {}, path: string, warnings: Warning[]): Wire => {
  const written: Wire = {}
  for (const field in extra) {
    if (ownFields.has(field)) written[field] = extra[field]
    else warnings.push({ param: `${path}.${field}`, action: 'dropped' })
  }
  return written
}

/** Reads what the model is to do with its tools, and whether it may call several at once. */
export function readToolChoice (choice: Wire): { toolChoice: ToolChoice; parallelToolCalls?: boolean } {
  const single = choice['disable_parallel_tool_use'] === true ? { parallelToolCalls: false } : {}
  switch (choice['type']) {
    case 'auto':
    case 'none':
      return { toolChoice: choice['type'], ...single }
    case 'any':
      return { toolChoice: 'required', ...single }
    case 'tool':
      if (text(choice['name']) === undefined) throw invalid('tool_choice.name', 'is missing')
      return { toolChoice: { name: choice['name'] }, ...single }
    default:
      throw invalid('tool_choice.type', 'must be "auto", "any", "tool" or "none"')
  }
}

/** Undefined when there is nothing to say: the model chooses, and may call several at once. */
export function writeToolChoice (choice: ToolChoice | undefined, parallel: boolean | undefined): Wire | undefined {
  if (choice === 'none') return { type: 'none' }
  const single = parallel === false ? { disable_parallel_tool_use: true } : {}
  if (choice === undefined) return parallel === false ? { type: 'auto', ...single } : undefined
  if (choice === 'auto') return { type: 'auto', ...single }
  if (choice === 'required') return { type: 'any', ...single }
  return { type: 'tool', name: choice.name, ...single }
}
