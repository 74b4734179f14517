// What a request says, for comparing; and a request without what some dialect has no words for.
import type { ChatParams, ChatRequest, Message, Part } from '../../src/core/chat.ts'
import { silenceOf, type RequestSilence } from './silences.ts'

/** What two dialects together cannot say. */
export type Common = { silences: ReadonlySet<RequestSilence>; glue: string }

export const commonOf = (...ids: string[]): Common => {
  const all = ids.map(silenceOf)
  return { silences: new Set(all.flatMap(({ requests }) => requests)), glue: all.find(({ glue }) => glue !== undefined)?.glue ?? '' }
}

const settings: Partial<Record<RequestSilence, readonly (keyof ChatParams)[]>> = {
  temperature: ['temperature'],
  'top-p': ['topP'],
  'top-k': ['topK'],
  stop: ['stop'],
  seed: ['seed'],
  penalties: ['presencePenalty', 'frequencyPenalty'],
  n: ['n'],
  logprobs: ['logprobs', 'topLogprobs'],
  'serial-calls': ['parallelToolCalls'],
  user: ['user'],
  metadata: ['metadata'],
  verbosity: ['verbosity'],
}

/** The request with nothing in it that goes beyond what is common. */
export function limitRequest (request: ChatRequest, common: Common): ChatRequest {
  const { silences } = common
  const params = { ...request.params }
  for (const silence of silences) for (const setting of settings[silence] ?? []) delete params[setting]
  if (silences.has('json-mode') && params.responseFormat?.type === 'json') delete params.responseFormat
  if (params.logprobs === undefined) delete params.topLogprobs
  if (request.tools === undefined || request.toolChoice === 'none') delete params.parallelToolCalls
  const { toolChoice, ...rest } = request
  return { ...rest, params, messages: request.messages.map(message => limitMessage(message, common)), ...toolChoice !== undefined && !silences.has('tool-choice') && { toolChoice } }
}

const limitMessage = (message: Message, { silences, glue }: Common): Message => {
  let content = message.content.filter(part => isSayable(part, silences)).map(part => limitPart(part, silences))
  const isGlued = message.role === 'tool' ? silences.has('result-parts') : silences.has('text-parts')
  if (isGlued) content = glueTexts(content, glue)
  if (content.length === 0) content = [{ type: 'text', text: 'nothing' }]
  const limited = { ...message, content } as Message // the same role
  if (limited.role === 'tool' && silences.has('tool-errors')) delete limited.isError
  return limited
}

const isSayable = (part: Part, silences: Common['silences']): boolean =>
  !(part.type === 'reasoning' && silences.has('reasoning')) &&
  !(part.type === 'file' && silences.has('files')) &&
  !(part.type === 'image' && 'url' in part.source && silences.has('image-urls'))

const limitPart = (part: Part, silences: Common['silences']): Part => {
  if (part.type === 'image' && silences.has('image-detail')) {
    const { detail: _, ...rest } = part
    return rest
  }
  if (part.type === 'file' && silences.has('file-names')) {
    const { name: _, ...rest } = part
    return rest
  }
  return part
}

/** One text in the place of all, after what was thought and before everything else. */
const glueTexts = (content: Part[], glue: string): Part[] => {
  const texts = content.filter(part => part.type === 'text').map(part => part.text)
  const others = content.filter(part => part.type !== 'text')
  const at = others.findLastIndex(part => part.type === 'reasoning') + 1
  return texts.length === 0 ? others : [...others.slice(0, at), { type: 'text', text: texts.join(glue) }, ...others.slice(at)]
}

/** What a request says. Equal views are equal requests, as far as their dialects can tell. */
export function viewRequest ({ messages, tools, toolChoice, params }: ChatRequest, common: Common): unknown {
  const { silences } = common
  const ids = new Map<string, string>()
  const idOf = (id: string): string => {
    if (!silences.has('call-ids')) return id
    if (!ids.has(id)) ids.set(id, `call ${ids.size}`)
    return ids.get(id)!
  }
  const { maxOutputTokens: _limit, responseFormat: format, ...rest } = params
  return plain({
    system: viewSystem(messages, common),
    turns: messages.filter(({ role }) => role !== 'system' && role !== 'developer').map(message => ({
      role: message.role,
      ...message.role === 'tool' && { id: idOf(message.toolCallId), isError: message.isError === true },
      content: message.content.filter(part => part.type !== 'text' || part.text !== '').map(part => viewPart(part, silences, idOf)),
    })),
    tools: (tools ?? []).map(tool => tool.type === 'function' ? [tool.name, tool.description, tool.parameters] : tool.name),
    toolChoice: toolChoice ?? 'auto',
    format: format === undefined || format.type === 'text' ? null : format.type === 'json' ? 'json' : format.schema,
    params: rest,
  })
}

const viewSystem = (messages: readonly Message[], { silences, glue }: Common): string[] => {
  const texts = messages.filter(({ role }) => role === 'system' || role === 'developer').flatMap(({ content }) => content.flatMap(textOf))
  return silences.has('text-parts') ? [texts.join(glue)] : texts
}

const textOf = (part: Part): string[] => part.type === 'text' && part.text !== '' ? [part.text] : []

const viewPart = (part: Part, silences: Common['silences'], idOf: (id: string) => string): unknown => {
  switch (part.type) {
    case 'image': return ['image', 'url' in part.source ? part.source.url : [part.source.data, silences.has('image-types') ? '' : part.source.mediaType], part.detail ?? '']
    case 'file': return ['file', part.source, part.mediaType, part.name ?? '']
    case 'tool-call': return ['call', idOf(part.id), part.name, JSON.parse(part.arguments)]
    default: return [part.type, 'text' in part ? part.text : part]
  }
}

/** As JSON would have it: what is undefined is not there, and the order of fields says nothing. */
export const plain = (value: unknown): unknown => sort(JSON.parse(JSON.stringify(value)))

const sort = (value: any): any => {
  if (Array.isArray(value)) return value.map(sort)
  if (typeof value !== 'object' || value === null) return value
  return Object.keys(value).sort().map(key => [key, sort(value[key])])
}
