import type { ChatEvent, FinishReason, Usage } from '../../core/chat.ts'
import type { AnswerContext, StreamWriter } from '../../core/dialect.ts'
import { toEnvelope } from '../../core/envelope.ts'
import { GatewayError } from '../../core/errors.ts'
import type { MessageEvent } from '../../schemas/chat-events.ts'
import { writeFinish, writeUsage } from './words.ts'

/**
 * Writes chat events with consecutive ids. Usage may come after the finish, so the end is told when the stream is over.
 * On the token path: text is glued, and only what came from outside is stringified.
 */
export function createStreamWriter ({ id: messageId, model, provider = '', requestId = '', costOf }: AnswerContext): StreamWriter {
  const quotedId = JSON.stringify(messageId)
  const calls = new Map<number, string>()
  let sent = 0
  let usage: Partial<Usage> | undefined
  let finish: FinishReason | undefined
  let isFailed = false

  const send = (event: MessageEvent): string => `id: ${++sent}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
  const open = (): string => sent === 0 ? send({ type: 'message.created', messageId, model, provider }) : ''
  /** `inside`: the rest of a JSON object. */
  const delta = (inside: string): string => `${open()}id: ${++sent}\nevent: message.delta\ndata: {"type":"message.delta","messageId":${quotedId},${inside}}\n\n`
  const call = (toolCall: object): string => delta(`"toolCall":${JSON.stringify(toolCall)}`)

  const fail = (error: GatewayError): string => {
    isFailed = true
    return open() + send({ type: 'message.failed', messageId, error: toEnvelope(error, requestId).error })
  }

  const write = (event: ChatEvent): string => {
    if ('choice' in event && event.choice !== undefined && event.choice !== 0) return ''
    switch (event.type) {
      case 'message-start':
        return open()
      case 'text-delta':
      case 'refusal-delta':
        return event.text === '' ? '' : delta(`"text":${JSON.stringify(event.text)}`)
      case 'reasoning-delta':
        return event.text === '' ? '' : delta(`"reasoning":${JSON.stringify(event.text)}`)
      case 'tool-call-start':
        calls.set(event.index, event.id)
        return call({ id: event.id, name: event.name })
      case 'tool-call-delta':
        return event.json === '' ? '' : call({ id: calls.get(event.index) ?? '', arguments: event.json })
      case 'message-end':
        finish ??= event.reason
        return ''
      case 'usage':
        usage = { ...usage, ...event.usage }
        return ''
      case 'error':
        return fail(event.error)
      case 'extra':
        return ''
    }
  }

  const complete = (reason: FinishReason): string => {
    const costUsd = usage && costOf?.(usage)
    return open() + send({ type: 'message.completed', messageId, finishReason: writeFinish(reason), usage: writeUsage(usage), ...(costUsd !== undefined && { costUsd }) })
  }

  return {
    write: event => isFailed ? '' : write(event),
    end () {
      if (isFailed) return ''
      if (finish === undefined) return fail(new GatewayError('upstream_cut', 'The answer broke off before its end.'))
      return finish === 'error' ? fail(new GatewayError('upstream_failed', 'The provider ended its answer with an error.')) : complete(finish)
    },
  }
}
