import { readError, readMessage } from './anthropic-message.ts'
import { createRule, isCount, parseOr, readFrames, type Rule, type Told } from './door.ts'

const deltaOf: Record<string, readonly string[]> = { text: ['text_delta', 'citations_delta'], thinking: ['thinking_delta', 'signature_delta'], redacted_thinking: [], tool_use: ['input_json_delta'] }

/** Puts a stream of messages together. Blocks may not overlap, and each event's name is its type. */
export function readMessageStream (text: string): Told {
  const problems: string[] = []
  const rule = createRule(problems)
  const blocks: any[] = []
  let message: any
  let open: any
  let isStopped = false
  let error: Told['error']
  for (const { event, data } of readFrames(text, rule)) {
    const wire = parseOr(data)
    rule(wire !== undefined && typeof wire.type === 'string', 'every event is JSON and has a type')
    if (typeof wire?.type !== 'string') continue
    rule(event === wire.type, 'the name of every event is its type')
    rule(!isStopped && error === undefined, 'nothing comes after message_stop or an error')
    rule(message !== undefined || ['message_start', 'ping', 'error'].includes(wire.type), 'message_start comes first')
    switch (wire.type) {
      case 'message_start':
        rule(message === undefined, 'there is one message_start')
        message = readStart(wire.message, rule)
        break
      case 'content_block_start':
        rule(open === undefined, 'blocks do not overlap')
        rule(wire.index === blocks.length, 'blocks are counted from 0')
        blocks.push(open = openBlock(wire.content_block, rule))
        break
      case 'content_block_delta':
        rule(open !== undefined && wire.index === blocks.length - 1, 'a delta belongs to the open block')
        if (open !== undefined) addDelta(open, wire.delta, rule)
        break
      case 'content_block_stop':
        rule(open !== undefined && wire.index === blocks.length - 1, 'a stop belongs to the open block')
        if (open?.type === 'tool_use') closeCall(open, rule)
        open = undefined
        break
      case 'message_delta':
        rule(open === undefined, 'all blocks are stopped before message_delta')
        rule(isCount(wire.usage?.output_tokens), 'message_delta has output tokens')
        if (message === undefined) break
        rule(message.stop_reason === null, 'there is one stop reason')
        Object.assign(message, wire.delta)
        for (const name in wire.usage) if (wire.usage[name] !== null) message.usage[name] = wire.usage[name]
        break
      case 'message_stop':
        isStopped = true
        rule(message?.stop_reason !== null, 'a stop reason comes before message_stop')
        break
      case 'error':
        error = readError(wire, problems)
        break
      default:
        rule(wire.type === 'ping', 'there are no events that nobody knows')
    }
  }
  rule(isStopped || error !== undefined, 'the stream ends in message_stop or an error')
  const told = readMessage({ usage: { input_tokens: 0, output_tokens: 0 }, stop_reason: null, ...message, content: blocks }, problems)
  return { ...told, error }
}

const readStart = (message: any, rule: Rule): any => {
  rule(/^msg_/.test(message?.id) && message.type === 'message' && message.role === 'assistant' && typeof message.model === 'string', 'message_start has id, type, role and model')
  rule(Array.isArray(message?.content) && message.content.length === 0 && message.stop_reason === null && message.stop_sequence === null, 'message_start is empty')
  rule(isCount(message?.usage?.input_tokens) && isCount(message?.usage?.output_tokens), 'message_start has usage')
  return { ...message, usage: { ...message?.usage } }
}

const openBlock = (block: any, rule: Rule): any => {
  rule(typeof block?.type === 'string', 'a block has a type')
  if (block?.type === 'tool_use') rule(JSON.stringify(block.input) === '{}', 'a tool_use begins with an empty input')
  if (block?.type === 'text') rule(block.text === '', 'a text begins empty')
  return { ...block, ...block?.type === 'tool_use' && { json: '' } }
}

const addDelta = (block: any, delta: any, rule: Rule): void => {
  const known = deltaOf[block.type]
  rule(known === undefined || known.includes(delta?.type), 'a delta is of its block’s kind')
  switch (delta?.type) {
    case 'text_delta': block.text += delta.text; break
    case 'thinking_delta': block.thinking += delta.thinking; break
    case 'signature_delta':
      rule(!block.signature, 'a signature comes in one piece') // Anthropic's SDK keeps the last one
      block.signature = delta.signature
      break
    case 'input_json_delta': block.json += delta.partial_json
  }
}

const closeCall = (block: any, rule: Rule): void => {
  const input = parseOr(block.json === '' ? '{}' : block.json)
  rule(input !== undefined, 'the pieces of an input are JSON together')
  block.input = input ?? {}
}
