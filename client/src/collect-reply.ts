import type { MessageEvent, SimpleChatReply, ReplyToolCall } from './schemas.ts'

/** A streamed reply put together. */
export type FinalReply = {
  messageId: string
  model: string
  /** The provider that answers. */
  provider: string
  reply: string
  /** What the model thought aloud; empty when it did not. */
  reasoning: string
  toolCalls: ReplyToolCall[]
  /** Null while it has not finished. */
  finishReason: SimpleChatReply['finishReason'] | null
  /** Null when the provider did not count, and while it has not finished. */
  usage: SimpleChatReply['usage']
  /** In US dollars; undefined when the prices are unknown. */
  costUsd: number | undefined
}

/** Puts events together. On the token path. */
export function createReplyCollector () {
  const final: FinalReply = { messageId: '', model: '', provider: '', reply: '', reasoning: '', toolCalls: [], finishReason: null, usage: null, costUsd: undefined }

  const addCall = ({ id, name = '', arguments: json = '' }: { id: string; name?: string; arguments?: string }): void => {
    let call = final.toolCalls.find(known => known.id === id)
    if (call === undefined) final.toolCalls.push(call = { id, name, arguments: '' })
    call.arguments += json
  }

  return {
    add (event: MessageEvent): void {
      switch (event.type) {
        case 'message.created':
          final.messageId = event.messageId
          final.model = event.model
          final.provider = event.provider
          break
        case 'message.delta':
          final.reply += event.text ?? ''
          final.reasoning += event.reasoning ?? ''
          if (event.toolCall !== undefined) addCall(event.toolCall)
          break
        case 'message.completed':
          final.finishReason = event.finishReason
          final.usage = event.usage
          final.costUsd = event.costUsd
      }
    },
    result: (): FinalReply => ({ ...final, toolCalls: final.toolCalls.map(call => ({ ...call })) }),
  }
}
