import type { ChatEvent, Usage } from '../../core/chat.ts'
import type { AnswerContext, StreamWriter } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { isObject, type Wire } from '../wire.ts'
import { readArguments } from './arguments.ts'
import { writeFinish } from './finish.ts'
import { writeUsage } from './usage.ts'
import { writeTime } from './write-response.ts'

type Call = { id: string; name: string; json: string }

/** An error inside a stream: a line of its own, and the last. */
export const writeStreamError = ({ message }: GatewayError): string => `${JSON.stringify({ error: message })}\n`

/**
 * Writes Ollama's stream: a line for each piece of text, whole calls once they are whole, and a last line with the counters.
 * There is one answer: of several the first is told. On the token path: lines are glued.
 */
export function createStreamWriter ({ model, created }: AnswerContext): StreamWriter {
  const head = `{"model":${JSON.stringify(model)},"created_at":"${writeTime(created)}","message":{"role":"assistant",`
  const startedAt = performance.now()
  const calls: Call[] = []
  let firstAt: number | undefined
  let finish: string | undefined
  let usage: Partial<Usage> | undefined
  let isOver = false

  const line = (insides: string, more = ''): string => {
    firstAt ??= performance.now()
    return `${head}${insides}}${more},"done":false}\n`
  }

  const fail = (error: GatewayError): string => {
    isOver = true
    return writeStreamError(error)
  }

  const writeCalls = (): string => {
    const whole = calls.splice(0).map(({ id, name, json }, index) => ({ id, function: { index, name, arguments: readArguments(json).value } }))
    return whole.length === 0 ? '' : line(`"content":"","tool_calls":${JSON.stringify(whole)}`)
  }

  const write = (event: ChatEvent): string => {
    if ('choice' in event && event.choice !== undefined && event.choice !== 0) return ''
    switch (event.type) {
      case 'text-delta':
        return line(`"content":${JSON.stringify(event.text)}`, writeLogprobs(event.logprobs))
      case 'refusal-delta':
        return line(`"content":${JSON.stringify(event.text)}`)
      case 'reasoning-delta':
        return event.text === '' ? '' : line(`"content":"","thinking":${JSON.stringify(event.text)}`)
      case 'tool-call-start':
        calls[event.index] = { id: event.id, name: event.name, json: '' }
        return ''
      case 'tool-call-delta': {
        const call = calls[event.index]
        if (call !== undefined) call.json += event.json
        return ''
      }
      case 'message-end':
        if (finish !== undefined) return ''
        if (event.reason === 'error') return fail(new GatewayError('upstream_failed', 'The provider ended its answer with an error.'))
        finish = writeFinish(event.reason)
        return writeCalls()
      case 'usage':
        usage = { ...usage, ...event.usage }
        return ''
      case 'error':
        return fail(event.error)
      default:
        return ''
    }
  }

  return {
    write: event => isOver ? '' : write(event),
    end () {
      if (isOver) return ''
      isOver = true
      if (finish === undefined) return writeStreamError(new GatewayError('upstream_cut', 'The answer broke off before its end.'))
      const now = performance.now()
      const counters: Wire = writeUsage(usage, { total: now - startedAt, prompt: (firstAt ?? now) - startedAt, answer: now - (firstAt ?? now) })
      return `${head}"content":""},"done":true,"done_reason":${JSON.stringify(finish)},${JSON.stringify(counters).slice(1)}\n`
    },
  }
}

const writeLogprobs = (logprobs: unknown): string =>
  isObject(logprobs) && Array.isArray(logprobs['content']) ? `,"logprobs":${JSON.stringify(logprobs['content'])}` : ''
