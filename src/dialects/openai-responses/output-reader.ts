import type { ChatEvent } from '../../core/chat.ts'
import { syntheticCallId } from '../call-id.ts'
import { count, isObject, list, others, text, type Wire } from '../wire.ts'
import { extraName } from './id.ts'
import { readLogprobs } from './logprobs.ts'
import { textOfReasoning } from './read-item.ts'
import { readSeal } from './seal.ts'

/** What was told of an item: `said` of a part, a summary or of arguments says that nothing has to be told from its end. */
type Item = { type: string; index: number; parts: Map<number, { index: number; said: boolean }>; said: boolean; isDone: boolean }

const callFields = new Set(['type', 'id', 'call_id', 'name', 'arguments', 'status'])
/** Parts of which others tell the whole, and steps of OpenAI's own tools, whose item tells what came of them. */
const silent = /\.(?:added|done|in_progress|searching|interpreting|generating|completed|failed|delta|partial_image|compacting)$/

/** Reads the output of one stream. Items may be told in pieces, only when they are done, or only with the whole response. */
export function createOutputReader () {
  const items = new Map<number, Item>()
  const callIds = new Set<string>()
  let parts = 0
  let calls = 0

  const open = (at: number, wire: Wire, events: ChatEvent[]): Item => {
    const known = items.get(at)
    if (known !== undefined) return known
    const type = text(wire['type']) ?? ''
    const item: Item = { type, index: type === 'function_call' ? calls : parts, parts: new Map(), said: false, isDone: false }
    items.set(at, item)
    if (type !== 'message') parts++
    if (type === 'function_call') {
      calls++
      const extra = others(wire, callFields)
      events.push({ type: 'tool-call-start', index: item.index, id: callId(wire), name: text(wire['name']) ?? '', ...(extra !== undefined && { extra }) })
      addArguments(item, wire['arguments'], events)
    }
    return item
  }

  /** Every call has an id of its own. */
  const callId = (wire: Wire): string => {
    const said = text(wire['call_id']) ?? text(wire['id'])
    const id = said === undefined || callIds.has(said) ? syntheticCallId() : said
    callIds.add(id)
    return id
  }

  const addArguments = (item: Item, json: unknown, events: ChatEvent[]): void => {
    if (typeof json !== 'string' || json === '') return
    item.said = true
    events.push({ type: 'tool-call-delta', index: item.index, json })
  }

  /** Text and refusals. */
  const partOf = (item: Item, at: unknown) => {
    const key = count(at) ?? 0
    let part = item.parts.get(key)
    if (part === undefined) item.parts.set(key, part = { index: parts++, said: false })
    return part
  }

  const say = (item: Item, at: unknown, words: unknown, logprobs: unknown, events: ChatEvent[]): void => {
    const part = partOf(item, at)
    const told = readLogprobs(logprobs)
    if (text(words) === undefined && told === undefined) return
    part.said = true
    events.push({ type: 'text-delta', index: part.index, text: text(words) ?? '', ...(told !== undefined && { logprobs: told }) })
  }

  const refuse = (item: Item, at: unknown, words: unknown, events: ChatEvent[]): void => {
    if (text(words) === undefined) return
    partOf(item, at).said = true
    events.push({ type: 'refusal-delta', text: words as string }) // it is a text
  }

  const think = (item: Item, words: unknown, events: ChatEvent[]): void => {
    if (text(words) === undefined) return
    item.said = true
    events.push({ type: 'reasoning-delta', index: item.index, text: words as string }) // it is a text
  }

  /** Tells of an item what was not told yet. */
  const close = (at: number, wire: Wire, events: ChatEvent[]): void => {
    const item = open(at, wire, events)
    if (item.isDone) return
    item.isDone = true
    switch (item.type) {
      case 'message':
        for (const [place, part] of list(wire['content']).entries()) {
          if (!isObject(part) || item.parts.get(place)?.said === true) continue
          if (part['type'] === 'refusal') refuse(item, place, part['refusal'], events)
          else say(item, place, part['text'], part['logprobs'], events)
        }
        return
      case 'reasoning': {
        if (!item.said) think(item, textOfReasoning(wire), events)
        const sealed = text(wire['encrypted_content'])
        if (sealed === undefined) return
        const { isCall: _, ...proof } = readSeal(sealed, item.said)
        events.push({ type: 'reasoning-delta', index: item.index, text: '', ...proof })
        return
      }
      case 'function_call':
        if (!item.said) addArguments(item, wire['arguments'], events)
        return
      default:
        events.push({ type: 'extra', name: extraName(item.type), data: wire })
    }
  }

  return {
    get hasCalls (): boolean {
      return calls > 0
    },
    /** One event about the output. */
    read (event: Wire, events: ChatEvent[]): void {
      const at = count(event['output_index']) ?? 0
      switch (event['type']) {
        case 'response.output_item.added':
          if (isObject(event['item'])) open(at, event['item'], events)
          return
        case 'response.output_item.done':
          if (isObject(event['item'])) close(at, event['item'], events)
          return
        case 'response.output_text.delta':
          return say(open(at, { type: 'message' }, events), event['content_index'], event['delta'], event['logprobs'], events)
        case 'response.refusal.delta':
          return refuse(open(at, { type: 'message' }, events), event['content_index'], event['delta'], events)
        case 'response.reasoning_summary_part.added': {
          const item = open(at, { type: 'reasoning' }, events)
          return item.said ? think(item, '\n\n', events) : undefined
        }
        case 'response.reasoning_summary_text.delta':
        case 'response.reasoning_text.delta':
          return think(open(at, { type: 'reasoning' }, events), event['delta'], events)
        case 'response.function_call_arguments.delta': {
          const item = items.get(at)
          return item?.type === 'function_call' ? addArguments(item, event['delta'], events) : undefined
        }
        default:
          if (event['type'] === 'response.output_text.annotation.added' || !silent.test(event['type'])) events.push({ type: 'extra', name: extraName(event['type']), data: event })
      }
    },
    /** The whole output, at the end. Servers that number their items otherwise than they stand are taken at their first word. */
    complete (output: readonly Wire[], events: ChatEvent[]): void {
      if (items.size === 0) for (const [at, item] of output.entries()) close(at, item, events)
    },
  }
}
