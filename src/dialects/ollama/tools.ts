import type { ChatRequest, Tool, Warning } from '../../core/chat.ts'
import { isObject, type Wire } from '../wire.ts'

const ownTool = 'ollama.'

/**
 * Writes the tools that may be called. Ollama has no tool choice: `none` is had by naming no tool, one tool by naming no
 * other; that one must be called cannot be said.
 */
export function writeTools ({ tools = [], toolChoice, params }: ChatRequest, warnings: Warning[]): unknown[] {
  if (toolChoice === 'none') {
    if (tools.length > 0) warnings.push({ param: 'tool_choice', action: 'emulated', detail: 'no tools were sent' })
    return []
  }
  if (toolChoice === 'required') warnings.push({ param: 'tool_choice', action: 'dropped' })
  if (typeof toolChoice === 'object') warnings.push({ param: 'tool_choice', action: 'emulated', detail: 'only that tool was sent' })
  if (params.parallelToolCalls === false) warnings.push({ param: 'parallel_tool_calls', action: 'dropped' })
  return tools.flatMap((tool, at) => typeof toolChoice !== 'object' || nameOf(tool) === toolChoice.name ? writeTool(tool, at, warnings) : [])
}

const nameOf = (tool: Tool): string | undefined => tool.type === 'function' ? tool.name : undefined

const writeTool = (tool: Tool, at: number, warnings: Warning[]): unknown[] => {
  if (tool.type === 'extra') {
    if (tool.name.startsWith(ownTool)) return [tool.data]
    warnings.push({ param: `tools[${at}]`, action: 'dropped', detail: tool.name })
    return []
  }
  for (const field in tool.extra) warnings.push({ param: `tools[${at}].${field}`, action: 'dropped' })
  if (tool.strict === true) warnings.push({ param: `tools[${at}].function.strict`, action: 'dropped' })
  const parameters: Wire = isObject(tool.parameters) ? tool.parameters : {}
  return [{ type: 'function', function: { name: tool.name, description: tool.description ?? '', parameters: { type: 'object', properties: {}, ...parameters } } }]
}
