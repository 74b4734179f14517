import type { ChatEvent, ChatResponse, Part, Signed } from '../core/chat.ts'

/** A whole answer told as a stream, for upstreams that answer JSON although a stream was asked for. */
export function * eventsOf (response: ChatResponse): Iterable<ChatEvent> {
  yield { type: 'message-start', id: response.id, model: response.model, ...(response.created !== undefined && { created: response.created }) }
  for (const [choice, { parts, finish, rawFinish, stopSequence }] of response.choices.entries()) {
    let calls = 0
    for (const [index, part] of parts.entries()) {
      yield * eventsOfPart(part, index, part.type === 'tool-call' ? calls++ : 0, choice)
    }
    yield { type: 'message-end', reason: finish, raw: rawFinish, choice, ...(stopSequence !== undefined && { stopSequence }) }
  }
  if (response.usage !== undefined) yield { type: 'usage', usage: response.usage }
}

function * eventsOfPart (part: Part, index: number, call: number, choice: number): Iterable<ChatEvent> {
  switch (part.type) {
    case 'text':
      yield { type: 'text-delta', index, text: part.text, choice }
      return
    case 'reasoning':
      yield { type: 'reasoning-delta', index, text: part.text, choice, ...(part.redacted !== undefined && { redacted: part.redacted }), ...signed(part) }
      return
    case 'refusal':
      yield { type: 'refusal-delta', text: part.text, choice }
      return
    case 'tool-call':
      yield { type: 'tool-call-start', index: call, id: part.id, name: part.name, choice, ...(part.extra !== undefined && { extra: part.extra }), ...signed(part) }
      yield { type: 'tool-call-delta', index: call, json: part.arguments, choice }
      return
    case 'extra':
      yield { type: 'extra', name: part.name, data: part.data, choice }
      return
    default:
      yield { type: 'extra', name: part.type, data: part, choice }
  }
}

const signed = ({ signature, signedBy }: Signed): Signed => ({ ...(signature !== undefined && { signature }), ...(signedBy !== undefined && { signedBy }) })
