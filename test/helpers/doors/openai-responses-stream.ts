import { createRule, parseOr, readFrames, type Rule, type Told } from './door.ts'
import { readResponse, readResponseError } from './openai-response.ts'

const closings = ['response.completed', 'response.incomplete', 'response.failed', 'error']

/** Puts a stream of responses together: the items of its events must be those of its last response. */
export function readResponseStream (text: string): Told {
  const problems: string[] = []
  const rule = createRule(problems)
  const items: any[] = []
  let last: any
  let id: string | undefined
  let at = 0
  for (const { event, data } of readFrames(text, rule)) {
    const wire = parseOr(data)
    rule(wire !== undefined && typeof wire.type === 'string', 'every event is JSON and has a type')
    if (typeof wire?.type !== 'string') continue
    rule(event === wire.type, 'the name of every event is its type')
    rule(wire.sequence_number === at++, 'events are numbered from 0')
    rule(!closings.includes(last?.type) || (last.type === 'error' && wire.type === 'response.failed'), 'nothing comes after the end but the failure of the response')
    if (last === undefined) rule(wire.type === 'response.created' || wire.type === 'error', 'response.created comes first')
    last = wire
    if (wire.response !== undefined) {
      id ??= wire.response.id
      rule(wire.response.id === id, 'the id of the response stays')
    } else readItemEvent(wire, items, rule)
  }
  rule(closings.includes(last?.type), 'the stream ends in a response or an error')
  for (const { isDone } of items) rule(isDone || last?.type !== 'response.completed', 'every item is done')
  if (last?.response?.output !== undefined && last.type === 'response.completed') rule(JSON.stringify(last.response.output) === JSON.stringify(items.map(({ item }) => item)), 'the last response has the items that were streamed')
  const whole = last?.response?.status === undefined || last.type === 'response.failed'
    ? { ...blank, id: id ?? 'resp_', output: items.map(({ item }) => item), usage: last?.response?.usage ?? undefined, status: 'failed', error: last?.response?.error ?? last ?? {} }
    : last.response
  const told = readResponse(whole, problems)
  return last?.type === 'error' ? { ...told, error: readResponseError(last, problems) } : told
}

const blank = { object: 'response', created_at: 0, model: '' }

/** One event about an item: `item` grows by deltas and must come out as it is told when done. */
const readItemEvent = (wire: any, items: any[], rule: Rule): void => {
  if (wire.type === 'error' || wire.type === 'keepalive') return
  if (wire.type === 'response.output_item.added') {
    rule(wire.output_index === items.length, 'items are counted from 0')
    items.push({ item: structuredClone(wire.item), isDone: false })
    return
  }
  const entry = items[wire.output_index]
  rule(entry !== undefined && !entry.isDone, 'an event belongs to an open item')
  if (entry === undefined) return
  if (wire.type === 'response.output_item.done') {
    rule(wire.item.id === entry.item.id && wire.item.type === entry.item.type, 'an item keeps its identity')
    rule(sayOf(wire.item) === sayOf(entry.item), 'an item is what its deltas were')
    entry.item = wire.item
    entry.isDone = true
    return
  }
  rule(wire.item_id === entry.item.id, 'an event names its item')
  grow(entry.item, wire, rule)
}

const grow = (item: any, wire: any, rule: Rule): void => {
  const part = item.content?.[wire.content_index]
  const summary = item.summary?.[wire.summary_index]
  switch (wire.type) {
    case 'response.content_part.added': (item.content ??= [])[wire.content_index] = structuredClone(wire.part); break
    case 'response.output_text.delta':
      rule(part?.type === 'output_text' && Array.isArray(wire.logprobs), 'a text delta has a part and logprobs')
      if (part) part.text += wire.delta
      break
    case 'response.refusal.delta': if (part) part.refusal += wire.delta; break
    case 'response.reasoning_text.delta': if (part) part.text += wire.delta; break
    case 'response.reasoning_summary_part.added': item.summary[wire.summary_index] = structuredClone(wire.part); break
    case 'response.reasoning_summary_text.delta':
      rule(summary !== undefined, 'a summary delta has a part')
      if (summary) summary.text += wire.delta
      break
    case 'response.function_call_arguments.delta': item.arguments += wire.delta; break
    case 'response.output_text.done': rule(part?.text === wire.text, 'a text is what its deltas were'); break
    case 'response.refusal.done': rule(part?.refusal === wire.refusal, 'a refusal is what its deltas were'); break
    case 'response.reasoning_summary_text.done': rule(summary?.text === wire.text, 'a summary is what its deltas were'); break
    case 'response.function_call_arguments.done': rule(item.arguments === wire.arguments, 'arguments are what their deltas were')
  }
}

/** What an item says, without what may be told late: annotations, signatures, status. */
const sayOf = ({ type, content = [], summary = [], arguments: json, name, call_id: call }: any): string =>
  JSON.stringify([type, name, call, json, content.map(({ text, refusal }: any) => [text, refusal]), summary.map(({ text }: any) => text)])
