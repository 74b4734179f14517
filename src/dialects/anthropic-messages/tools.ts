import type { Tool, ToolChoice, Warning } from '../../core/chat.ts'
import { isObject, text, type Wire } from '../wire.ts'

/** Writes the tools. One that another dialect's provider runs itself is dropped, unless it is Anthropic's own. */
export function writeTools (tools: readonly Tool[], warnings: Warning[]): Wire[] {
  const written: Wire[] = []
  for (const [at, tool] of tools.entries()) {
    if (tool.type === 'extra') {
      // Anthropic's own tools have dated types: web_search_20250305.
      if (isObject(tool.data) && /_\d{8}$/.test(tool.name)) written.push(tool.data)
      else warnings.push({ param: `tools[${at}]`, action: 'dropped', detail: tool.name })
      continue
    }
    written.push({
      name: tool.name,
      ...(text(tool.description) !== undefined && { description: tool.description }),
      input_schema: isObject(tool.parameters) ? { type: 'object', ...tool.parameters } : { type: 'object', properties: {} },
      ...(isObject(tool.extra?.['cache_control']) && { cache_control: tool.extra['cache_control'] }),
    })
  }
  return written
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
