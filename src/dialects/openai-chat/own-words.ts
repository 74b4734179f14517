import type { ChatRequest, Message, Part, Tool, Warning } from '../../core/chat.ts'
import { isObject } from '../wire.ts'

const dialectId = 'openai-chat'

// Fields of OpenAI's other dialect that mean the same in this one.
const shared = new Set(['prompt_cache_key', 'prompt_cache_retention', 'safety_identifier', 'stream_options'])

/**
 * A request in words that this dialect has. What belongs to another one (fields, parts, tools) and marks for a cache, which
 * OpenAI's own servers refuse, are left out and told.
 */
export function toOwnWords (request: ChatRequest, warnings: Warning[]): ChatRequest {
  const isOwn = request.extrasOf === undefined || request.extrasOf === dialectId
  const told = new Set<string>()
  const drop = (param: string, detail?: string): void => {
    if (told.has(param)) return
    told.add(param)
    warnings.push({ param, action: 'dropped', ...(detail !== undefined && { detail }) })
  }

  /** Nothing is left out silently: fields beside a part, and its mark for a cache, are told by name. */
  const tell = (thing: { cacheControl?: unknown; extra?: unknown }): void => {
    if (thing.cacheControl !== undefined) drop('cache_control')
    if (!isOwn && isObject(thing.extra)) for (const field in thing.extra) drop(field, 'of another dialect')
  }

  const ownParts = (content: readonly Part[], path: string): Part[] => content.flatMap((part, at): Part[] => {
    if (part.type === 'extra') {
      if (!isForeign(part.name)) return [part]
      drop(`${path}.content[${at}]`, part.name)
      return []
    }
    if (part.type === 'refusal' || part.type === 'reasoning') return [part]
    tell(part)
    return isOwn || part.extra === undefined ? [part] : [withoutExtra(part)]
  })

  const ownMessage = (message: Message, at: number): Message[] => {
    if (message.role === 'tool') tell({ cacheControl: message.cacheControl })
    const content = ownParts(message.content, `messages[${at}]`)
    // A message that held nothing else has nothing left to say.
    return content.length === 0 && message.content.length > 0 && message.role !== 'tool' ? [] : [{ ...message, content }]
  }

  const ownTool = (tool: Tool, at: number): Tool[] => {
    if (tool.type === 'extra') {
      if (!isForeign(tool.name)) return [tool]
      drop(`tools[${at}]`, tool.name)
      return []
    }
    tell(tool)
    return isOwn || tool.extra === undefined ? [tool] : [withoutExtra(tool)]
  }

  const extras: Record<string, unknown> = {}
  for (const field in request.extras) {
    if (isOwn || shared.has(field)) extras[field] = request.extras[field]
    else drop(field)
  }
  const messages = request.messages.flatMap(ownMessage)
  return { ...request, extras, messages, ...(request.tools !== undefined && { tools: request.tools.flatMap(ownTool) }) }
}

/** Extras are named `<dialect id>.<type>`; this dialect's own have only a type, or say which field of a message they are. */
const isForeign = (name: string): boolean => {
  const dot = name.indexOf('.')
  return dot > 0 && name.slice(0, dot) !== 'message' && name.slice(0, dot) !== dialectId
}

const withoutExtra = <T extends { extra?: unknown }>(thing: T): T => {
  const { extra: _, ...rest } = thing
  return rest as T // `extra` is optional everywhere
}
