import type { ChatRequest, Message, Part, Warning } from '../core/chat.ts'

/** The request without what the model thought before, and without what signed its calls, told once. */
export function withoutReasoning (request: ChatRequest, warnings: Warning[]): ChatRequest {
  if (!request.messages.some(hasReasoning)) return request
  warnings.push({ param: 'reasoning', action: 'dropped', detail: 'the provider takes none back' })
  const messages = request.messages.flatMap((message): Message[] => {
    if (message.role !== 'assistant') return [message]
    const content = message.content.filter(({ type }) => type !== 'reasoning').map(unsigned)
    return content.length === 0 && message.content.length > 0 ? [] : [{ ...message, content }]
  })
  return { ...request, messages }
}

const hasReasoning = ({ role, content }: Message): boolean =>
  role === 'assistant' && content.some(part => part.type === 'reasoning' || (part.type === 'tool-call' && part.signature !== undefined))

const unsigned = (part: Part): Part => {
  if (part.type !== 'tool-call' || part.signature === undefined) return part
  const { signature: _, signedBy: _signer, ...call } = part
  return call
}
