import type { ChatRequest, Message, Part } from '../../core/chat.ts'
import { isObject, type Wire } from '../wire.ts'
import { writeFunctionResponse } from './function-response.ts'
import type { Losses } from './losses.ts'
import { generationOf, isGemma } from './model-name.ts'
import { writeModelParts } from './model-parts.ts'
import { writeUserPart } from './parts.ts'
import { ownSignature, withoutSignature } from './signature.ts'

type Turn = { role: 'user' | 'model'; parts: Wire[] }
type Assistant = Extract<Message, { role: 'assistant' }>

/**
 * Writes the conversation: system texts to the front, results of tools as what the user says, neighbours of one role made
 * one, and nothing empty. `plea`: what the house asks for beside it.
 */
export function writeContents ({ messages, model }: ChatRequest, plea: string | undefined, losses: Losses): { system: Wire[]; contents: Turn[] } {
  const system: Wire[] = []
  const contents: Turn[] = []
  const toolNames = new Map<string, string>()
  const add = (role: Turn['role'], parts: Wire[]): void => {
    if (parts.length === 0) return
    const last = contents.at(-1)
    if (last?.role === role) last.parts.push(...parts)
    else contents.push({ role, parts })
  }
  const writeAssistant = createAssistantWriter(model, losses)

  for (const [at, message] of messages.entries()) {
    const path = `messages[${at}]`
    if ('name' in message && message.name !== undefined) losses.dropOnce('name', `${path}.name`)
    for (const part of [message, ...message.content]) dropMarks(part, losses)
    switch (message.role) {
      case 'system':
      case 'developer':
        if (contents.length > 0) losses.warnings.push({ param: path, action: 'emulated', detail: 'a later system message was moved to the front' })
        system.push(...writeParts(message.content, path, losses))
        break
      case 'user':
        add('user', writeParts(message.content, path, losses))
        break
      case 'assistant':
        for (const part of message.content) if (part.type === 'tool-call') toolNames.set(part.id, part.name)
        add('model', writeAssistant(message, path))
        break
      case 'tool':
        add('user', writeFunctionResponse(message, toolNames.get(message.toolCallId), generationOf(model), writeParts(message.content, path, losses)))
    }
  }
  if (plea !== undefined) system.push({ text: plea })
  return placeSystem(system, contents, model, losses)
}

/** What stands beside a part and only another dialect knows. Gemini caches by itself. */
const dropMarks = (part: Message | Part, losses: Losses): void => {
  if ('cacheControl' in part && part.cacheControl !== undefined) losses.dropOnce('cache_control')
  if ('extra' in part && isObject(part.extra)) for (const field in part.extra) losses.dropOnce(field)
}

const writeParts = (parts: readonly Part[], path: string, losses: Losses): Wire[] =>
  parts.map((part, at) => writeUserPart(part, `${path}.content[${at}]`, losses)).filter(part => part !== undefined)

/** From its third generation on, Gemini wants the first call of a step to be signed. */
const createAssistantWriter = (model: string, losses: Losses) => {
  const mustSign = (generationOf(model) ?? 0) >= 3
  let isTold = false

  return ({ content }: Assistant, path: string): Wire[] => {
    const parts = writeModelParts(content, {
      writeSignature: ownSignature,
      writeOther: (part, at) => {
        if (part.type !== 'reasoning') return writeUserPart(part, `${path}.content[${at}]`, losses)
        losses.drop(`${path}.content[${at}]`, 'reasoning that only its provider can read')
      },
      onWrapped: at => { losses.warnings.push({ param: `${path}.content[${at}]`, action: 'emulated', detail: 'arguments that are no JSON object were wrapped' }) },
    })
    const first = parts.find(part => part['functionCall'] !== undefined)
    if (!mustSign || first === undefined || first['thoughtSignature'] !== undefined) return parts
    first['thoughtSignature'] = withoutSignature
    if (!isTold) losses.warnings.push({ param: path, action: 'emulated', detail: 'a tool call without the signature of its thoughts' })
    isTold = true
    return parts
  }
}

/** Gemma takes no system prompt, and nobody takes one alone: then the user says it first. */
const placeSystem = (system: Wire[], contents: Turn[], model: string, { warnings }: Losses): { system: Wire[]; contents: Turn[] } => {
  if (system.length === 0 || (contents.length > 0 && !isGemma(model))) return { system, contents }
  warnings.push({ param: 'messages[0]', action: 'emulated', detail: 'the system message was said by the user' })
  const [first, ...rest] = contents
  if (first?.role !== 'user') return { system: [], contents: [{ role: 'user', parts: system }, ...contents] }
  return { system: [], contents: [{ role: 'user', parts: [...system, ...first.parts] }, ...rest] }
}
