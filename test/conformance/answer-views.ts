// What an answer says, for comparing; and an answer without what some dialect has no words for.
import type { ChatChoice, ChatEvent, ChatResponse, FinishReason, Part, Usage } from '../../src/core/chat.ts'
import type { Answer } from './answer-arbitraries.ts'
import { plain } from './request-views.ts'
import { silenceOf, type AnswerSilence } from './silences.ts'

export type Silences = ReadonlySet<AnswerSilence>

export const silencesOf = (...ids: string[]): Silences => new Set(ids.flatMap(id => silenceOf(id).answers))

/** The answer with nothing in it that goes beyond what is common. */
export const limitAnswer = ({ choices, usage }: Answer, silences: Silences, signer: string | undefined): Answer => ({
  choices: choices.slice(0, silences.has('choices') ? 1 : undefined).map(choice => limitChoice(choice, silences, signer)),
  usage: limitUsage(usage, silences),
})

const limitChoice = ({ stopSequence, ...choice }: ChatChoice, silences: Silences, signer: string | undefined): ChatChoice => {
  const parts = choice.parts.filter(part => isSayable(part, silences)).map(part => limitPart(part, silences, signer))
  const finish = limitFinish(choice.finish, parts, silences)
  return {
    ...choice,
    finish,
    parts: parts.length === 0 ? [{ type: 'text', text: '.' }] : parts,
    ...stopSequence !== undefined && !silences.has('stop-sequence') && finish === 'stop' && { stopSequence },
  }
}

const limitFinish = (finish: FinishReason, parts: readonly Part[], silences: Silences): FinishReason =>
  silences.has('call-endings') && parts.some(part => part.type === 'tool-call') ? 'tool-calls' : finish

const isSayable = (part: Part, silences: Silences): boolean =>
  !(part.type === 'reasoning' && part.redacted !== undefined && silences.has('sealed-reasoning'))

const limitPart = (part: Part, silences: Silences, signer: string | undefined): Part => {
  if (part.type === 'refusal' && silences.has('refusals')) return { type: 'text', text: part.text }
  if (part.type !== 'reasoning') return part
  const { signature, ...unsigned } = part
  if (silences.has('signatures') || signer === undefined) return unsigned
  return { ...part, ...(signature !== undefined || part.redacted !== undefined) && { signedBy: signer } }
}

/** What has no bucket of its own is in the one that it is a part of. */
const limitUsage = ({ inputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens, ...usage }: Usage, silences: Silences): Usage => {
  const read = silences.has('cache-reads') ? 0 : cacheReadTokens
  const written = silences.has('cache-writes') ? 0 : cacheWriteTokens
  return {
    ...usage,
    inputTokens: inputTokens + cacheReadTokens - read + cacheWriteTokens - written,
    cacheReadTokens: read,
    cacheWriteTokens: written,
    ...reasoningTokens !== undefined && !silences.has('reasoning-tokens') && { reasoningTokens },
  }
}

const rank = ['reasoning', 'text', 'refusal', 'tool-call']

/** What an answer says. Neighbours of one kind are one, and without an order all of a kind are. */
export function viewAnswer ({ choices, usage }: Pick<ChatResponse, 'choices'> & { usage?: Usage | undefined }, silences: Silences): unknown {
  return plain({
    choices: choices.map(({ parts, finish, stopSequence }) => {
      const said = parts.filter(part => part.type === 'tool-call' || (rank.includes(part.type) && 'text' in part && part.text !== ''))
      const inOrder = silences.has('order') ? said.toSorted((a, b) => rank.indexOf(a.type) - rank.indexOf(b.type)) : said
      return { said: inOrder.reduce<unknown[][]>((items, part) => addItem(items, part, silences), []), proofs: proofsOf(parts, silences), finish, stopSequence: stopSequence ?? null }
    }),
    usage: usage && [usage.inputTokens, usage.cacheReadTokens, usage.cacheWriteTokens, usage.outputTokens, usage.reasoningTokens ?? 0],
  })
}

const addItem = (items: unknown[][], part: Part, silences: Silences): unknown[][] => {
  if (part.type === 'tool-call') return [...items, ['call', silences.has('call-ids') ? '' : part.id, part.name, JSON.parse(part.arguments === '' ? '{}' : part.arguments)]]
  const last = items.at(-1)
  if (last?.[0] === part.type && 'text' in part) last[1] += part.text
  else items.push([part.type, 'text' in part ? part.text : ''])
  return items
}

/** What proves reasoning to its provider, without the mark of who that is. */
const proofsOf = (parts: readonly Part[], silences: Silences): string[] => silences.has('signatures')
  ? []
  : parts.flatMap(part => part.type === 'reasoning' || part.type === 'tool-call' ? [part.signature, 'redacted' in part ? part.redacted : undefined] : [])
    .filter(proof => proof !== undefined && proof !== '').map(proof => proof!.replace(/^[a-z-]+#/, ''))

/** Events put together again as the answer that they tell. */
export function gather (events: readonly ChatEvent[]): Pick<ChatResponse, 'choices'> & { usage: Usage | undefined; error: Error | undefined } {
  const choices: { parts: Map<string, any>; end?: Extract<ChatEvent, { type: 'message-end' }> }[] = []
  let usage: any
  let error: Error | undefined
  for (const event of events) {
    if (event.type === 'usage') usage = { ...usage, ...event.usage }
    if (event.type === 'error') error = event.error
    if (!('choice' in event) && !['text-delta', 'reasoning-delta', 'refusal-delta', 'tool-call-start', 'tool-call-delta', 'message-end'].includes(event.type)) continue
    const choice = choices[(event as { choice?: number }).choice ?? 0] ??= { parts: new Map() }
    addEvent(choice, event)
  }
  return {
    choices: choices.map(({ parts, end }) => ({ parts: [...parts.values()], finish: end?.reason ?? 'error', rawFinish: end?.raw, ...end?.stopSequence !== undefined && { stopSequence: end.stopSequence } })),
    usage,
    error,
  }
}

const addEvent = (choice: { parts: Map<string, any>; end?: Extract<ChatEvent, { type: 'message-end' }> }, event: ChatEvent): void => {
  const partOf = (key: string, blank: object): any => {
    if (!choice.parts.has(key)) choice.parts.set(key, blank)
    return choice.parts.get(key)
  }
  switch (event.type) {
    case 'text-delta': partOf(`part ${event.index}`, { type: 'text', text: '' }).text += event.text; return
    case 'refusal-delta': partOf('refusal', { type: 'refusal', text: '' }).text += event.text; return
    case 'reasoning-delta': {
      const part = partOf(`part ${event.index}`, { type: 'reasoning', text: '' })
      part.text += event.text
      if (event.signature !== undefined) part.signature = (part.signature ?? '') + event.signature
      if (event.redacted !== undefined) part.redacted = (part.redacted ?? '') + event.redacted
      return
    }
    case 'tool-call-start': partOf(`call ${event.index}`, { type: 'tool-call', id: event.id, name: event.name, arguments: '', ...event.signature !== undefined && { signature: event.signature } }); return
    case 'tool-call-delta': partOf(`call ${event.index}`, { type: 'tool-call', id: '', name: '', arguments: '' }).arguments += event.json; return
    case 'message-end': choice.end = event
  }
}
