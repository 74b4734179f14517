import type { ChatEvent, Usage } from '../../core/chat.ts'
import type { AnswerContext, StreamWriter } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { writeCallExtra } from './call-signature.ts'
import { doneEvent, writeStreamError } from './errors.ts'
import { writeFinish } from './finish.ts'
import { writeProof } from './reasoning-details.ts'
import { createExtrasCarrier } from './stream-extras.ts'
import { writeUsage } from './usage.ts'

/**
 * Writes OpenAI's stream as its strictest clients want it: `role` first, one finish a choice, whole frames, an end that
 * is never polite by accident. On the token path: text is glued, and only what came from outside is stringified.
 */
export function createStreamWriter ({ id, model, created, includeUsage }: AnswerContext): StreamWriter {
  const head = `data: {"id":${JSON.stringify(id)},"object":"chat.completion.chunk","created":${created},"model":${JSON.stringify(model)},"choices":[`
  const tail = includeUsage ? ',"usage":null}\n\n' : '}\n\n'
  const plainTail = `},"logprobs":null,"finish_reason":null}]${tail}`
  const isFinishedByChoice = new Map<number, boolean>()
  const extras = createExtrasCarrier()
  let usage: Partial<Usage> | undefined
  let isOver = false

  /** One chunk for one choice; `delta` and `more` are the insides of JSON objects. */
  const chunk = (choice: number, delta: string, more = '"logprobs":null,"finish_reason":null'): string => {
    const opening = open(choice)
    if (!extras.isLoaded) return `${opening}${head}{"index":${choice},"delta":{${delta}},${more}}]${tail}`
    const load = extras.unload(choice)
    const whole = delta !== '' && load.delta !== '' ? `${delta},${load.delta}` : delta + load.delta
    return `${opening}${head}{"index":${choice},"delta":{${whole}},${more}${load.choice}}]${load.top}${tail}`
  }

  const open = (choice: number): string => {
    if (isFinishedByChoice.has(choice)) return ''
    isFinishedByChoice.set(choice, false)
    return `${head}{"index":${choice},"delta":{"role":"assistant","content":""${plainTail}`
  }

  const fail = (error: GatewayError): string => {
    isOver = true
    return writeStreamError(error)
  }

  const finish = ({ reason, raw, choice = 0 }: Extract<ChatEvent, { type: 'message-end' }>): string => {
    if (isFinishedByChoice.get(choice) === true) return ''
    if (reason === 'error') return fail(new GatewayError('upstream_failed', 'The provider ended its answer with an error.'))
    const opening = open(choice)
    isFinishedByChoice.set(choice, true)
    const native = raw === undefined || extras.carries('choice.native_finish_reason', choice) ? '' : `,"native_finish_reason":${JSON.stringify(raw)}`
    return opening + chunk(choice, '', `"logprobs":null,"finish_reason":"${writeFinish(reason)}"${native}`)
  }

  const write = (event: ChatEvent): string => {
    switch (event.type) {
      case 'text-delta': {
        const { choice = 0, logprobs } = event
        const content = `"content":${JSON.stringify(event.text)}`
        if (logprobs !== undefined) return chunk(choice, content, `"logprobs":${JSON.stringify(logprobs)},"finish_reason":null`)
        if (extras.isLoaded || !isFinishedByChoice.has(choice)) return chunk(choice, content)
        return `${head}{"index":${choice},"delta":{${content}${plainTail}`
      }
      case 'reasoning-delta':
        return chunk(event.choice ?? 0, writeReasoning(event))
      case 'refusal-delta':
        return chunk(event.choice ?? 0, `"refusal":${JSON.stringify(event.text)}`)
      case 'tool-call-start': {
        const call = { index: event.index, id: event.id, type: 'function', function: { name: event.name, arguments: '' }, ...writeCallExtra(event) }
        return chunk(event.choice ?? 0, `"tool_calls":[${JSON.stringify(call)}]`)
      }
      case 'tool-call-delta':
        return chunk(event.choice ?? 0, `"tool_calls":[{"index":${event.index},"function":{"arguments":${JSON.stringify(event.json)}}}]`)
      case 'message-end':
        return finish(event)
      case 'usage':
        usage = { ...usage, ...event.usage }
        return ''
      case 'error':
        return fail(event.error)
      case 'extra': {
        const { name, data, choice = 0 } = event
        if (name === 'delta.tool_calls') return chunk(choice, `"tool_calls":${JSON.stringify(data)}`)
        const unloaded = extras.isFull(name, choice) ? chunk(extras.choice, '') : ''
        extras.load(name, data, choice)
        return unloaded
      }
      case 'message-start':
        return ''
    }
  }

  return {
    write: event => isOver ? '' : write(event),
    end () {
      if (isOver) return doneEvent
      isOver = true
      const isFinished = isFinishedByChoice.size > 0 && [...isFinishedByChoice.values()].every(Boolean)
      if (!isFinished) return writeStreamError(new GatewayError('upstream_cut', 'The answer broke off before its end.')) + doneEvent
      const rest = extras.isLoaded && isFinishedByChoice.has(extras.choice) ? chunk(extras.choice, '') : '' // never a choice that is not there
      const counted = includeUsage && usage !== undefined ? `${head}],"usage":${JSON.stringify(writeUsage(usage))}}\n\n` : ''
      return rest + counted + doneEvent
    },
  }
}

/** Text as DeepSeek names it; what proves it to its provider as OpenRouter does. */
const writeReasoning = (event: Extract<ChatEvent, { type: 'reasoning-delta' }>): string => {
  const words = event.text === '' ? '' : `"reasoning_content":${JSON.stringify(event.text)}`
  if (event.signature === undefined && event.redacted === undefined) return words
  return `${words}${words === '' ? '' : ','}"reasoning_details":${JSON.stringify(writeProof(event, event.index))}`
}
