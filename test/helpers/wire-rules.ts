// The rules that a stream must keep so that OpenAI's strictest clients can read it, and what such a client makes of it.

/** One answer put together from its deltas. */
export type ToldChoice = {
  text: string
  reasoning: string
  refusal: string
  /** `signature`: Gemini signs calls. */
  tool_calls: { id: string; name: string; json: string; signature?: string }[]
  finish_reason: string | undefined
  logprobs: number
  signature?: string
  redacted?: string
}

export type ToldStream = { choices: ToldChoice[]; usage: any; error: { message: string; code: string; type: string } | undefined }

const finishes = ['stop', 'length', 'tool_calls', 'content_filter', 'function_call']

/** Reads a stream as a client does. `problems` names every rule that it breaks. */
export function readWire (stream: string, { includeUsage }: { includeUsage: boolean }): ToldStream & { problems: string[] } {
  const problems: string[] = []
  const rule = (isKept: boolean, what: string): void => {
    if (!isKept && !problems.includes(what)) problems.push(what)
  }
  const events = splitEvents(stream, rule)
  rule(events.at(-1) === '[DONE]', 'the last event is [DONE]')
  rule(events.indexOf('[DONE]') === events.length - 1, 'there is one [DONE]')

  const choices = new Map<number, ToldChoice>()
  let first: any
  let usage: any
  let usageChunks = 0
  let error: ToldStream['error']
  for (const [at, event] of events.entries()) {
    if (event === '[DONE]') continue
    const chunk = parse(event)
    rule(chunk !== undefined, 'every event is JSON')
    if (chunk === undefined) continue
    rule(error === undefined, 'nothing but [DONE] comes after an error')
    if (chunk.error !== undefined && chunk.error !== null) {
      error = chunk.error
      rule(typeof chunk.error.message === 'string' && chunk.error.message !== '', 'an error has a message that is text')
      rule(typeof chunk.error.type === 'string' && typeof chunk.error.code === 'string' && 'param' in chunk.error, 'an error has type, code and param')
      continue
    }
    first ??= chunk
    rule(typeof chunk.id === 'string' && chunk.id !== '' && chunk.id === first.id, 'every chunk has the same id')
    rule(Number.isInteger(chunk.created) && chunk.created === first.created, 'every chunk has the same created')
    rule(typeof chunk.model === 'string' && chunk.model === first.model, 'every chunk has the same model')
    rule(chunk.object === 'chat.completion.chunk', 'every chunk is a chat.completion.chunk')
    rule(Array.isArray(chunk.choices), 'every chunk has choices')
    if (chunk.usage) {
      usage = chunk.usage
      usageChunks++
      rule(includeUsage, 'usage comes only to those who asked')
      rule(chunk.choices?.length === 0, 'usage has a chunk of its own')
      rule(at >= events.length - 2, 'usage comes last')
    }
    for (const choice of chunk.choices ?? []) readChoice(choice, choices, rule)
  }
  rule(usageChunks <= 1, 'usage comes once')
  if (error === undefined) {
    rule(choices.size > 0, 'there is an answer')
    for (const choice of choices.values()) rule(choice.finish_reason !== undefined, 'every choice is finished')
  }
  for (const choice of choices.values()) for (const call of choice.tool_calls) rule(call !== undefined && call.name !== '', 'calls are counted from 0 and have names')
  return { choices: [...choices.entries()].sort(([a], [b]) => a - b).map(([, choice]) => choice), usage, error, problems }
}

type Rule = (isKept: boolean, what: string) => void

const readChoice = (wire: any, choices: Map<number, ToldChoice>, rule: Rule): void => {
  rule(Number.isInteger(wire.index), 'every choice has an index')
  rule(wire.delta !== null && typeof wire.delta === 'object', 'every choice has a delta')
  const { delta = {} } = wire
  let choice = choices.get(wire.index)
  if (choice === undefined) {
    choices.set(wire.index, choice = { text: '', reasoning: '', refusal: '', tool_calls: [], finish_reason: undefined, logprobs: 0 })
    rule(delta.role === 'assistant', 'the first delta of a choice has the role')
  }
  rule(delta.role === undefined || delta.role === null || delta.role === '' || delta.role === 'assistant', 'the role is assistant')
  rule(delta.content === undefined || delta.content === null || typeof delta.content === 'string', 'content is text or null')
  choice.text += delta.content ?? ''
  choice.reasoning += delta.reasoning_content ?? delta.reasoning ?? ''
  choice.refusal += delta.refusal ?? ''
  if (wire.logprobs) choice.logprobs++
  for (const detail of delta.reasoning_details ?? []) {
    if (detail.signature) choice.signature = detail.signature
    if (detail.type === 'reasoning.encrypted') choice.redacted = detail.data
  }
  for (const call of delta.tool_calls ?? []) readCall(call, choice, rule)
  if (wire.finish_reason === null || wire.finish_reason === undefined) return
  rule(choice.finish_reason === undefined, 'a choice is finished once')
  rule(finishes.includes(wire.finish_reason), 'the finish is one that OpenAI has')
  choice.finish_reason = wire.finish_reason
}

const readCall = (wire: any, choice: ToldChoice, rule: Rule): void => {
  const known = choice.tool_calls[wire.index]
  if (known === undefined) {
    rule(wire.index === choice.tool_calls.length, 'calls are counted from 0 and have names')
    rule(typeof wire.id === 'string' && wire.id !== '' && wire.type === 'function', 'the first delta of a call has its id and type')
    rule(typeof wire.function?.name === 'string' && typeof wire.function?.arguments === 'string', 'the first delta of a call has its name and arguments')
    rule(choice.tool_calls.every(call => call.id !== wire.id), 'every call has an id of its own')
    const signature = wire.extra_content?.google?.thought_signature
    choice.tool_calls[wire.index] = { id: wire.id, name: wire.function?.name ?? '', json: wire.function?.arguments ?? '', ...signature !== undefined && { signature } }
    return
  }
  rule(!wire.id || wire.id === known.id, 'a call keeps its id')
  rule(!wire.function?.name || wire.function.name === known.name, 'a call keeps its name')
  rule(!wire.type || wire.type === 'function', 'a call keeps its type')
  rule(wire.function?.arguments === undefined || wire.function.arguments === null || typeof wire.function.arguments === 'string', 'arguments are text')
  known.json += wire.function?.arguments ?? ''
}

/** The data of each event, by the specification's own steps; comments and other fields are skipped. */
const splitEvents = (stream: string, rule: Rule): string[] => {
  const events: string[] = []
  let data: string[] = []
  for (const line of stream.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    if (line === '') {
      if (data.length > 0) events.push(data.join('\n'))
      data = []
    } else if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5))
  }
  rule(data.length === 0, 'the last event is whole')
  return events
}

const parse = (json: string): any => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
