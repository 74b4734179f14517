import type { ChatEvent, Usage } from '../../core/chat.ts'
import type { AnswerContext, StreamWriter } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { isObject } from '../wire.ts'
import { createCallHold } from './call-hold.ts'
import { writeError } from './errors.ts'
import { writeFinish } from './finish.ts'
import { dialectId, wireNameOf } from './id.ts'
import { writeLogprobs } from './logprobs.ts'
import { writeProof } from './signature.ts'
import { writeUsage } from './usage.ts'

/** Fields of a whole answer; all others are a candidate's. */
const answerFields = new Set(['promptFeedback', 'createTime', 'modelStatus'])

type Finish = Extract<ChatEvent, { type: 'message-end' }>
type Reasoning = Extract<ChatEvent, { type: 'reasoning-delta' }>

/** An event, with Google's line endings. */
const event = (json: string): string => `data: ${json}\r\n\r\n`

/** An error inside a stream, after which nothing comes. */
export const writeStreamError = (error: GatewayError): string => event(JSON.stringify(writeError(error)))

/**
 * Writes Gemini's stream: every event an answer of its own. Calls are whole there and wait for their last piece; ends wait
 * for the end of all, because usage stands beside them. On the token path.
 */
export function createStreamWriter ({ id, model }: AnswerContext): StreamWriter {
  const tail = `"modelVersion":${JSON.stringify(model)},"responseId":${JSON.stringify(id)}}`
  const calls = createCallHold()
  const open = new Set<number>()
  const finishes = new Map<number, Finish>()
  /** By choice, which part the model last thought. */
  const thinking = new Map<number, number>()
  let usage: Partial<Usage> | undefined
  let isOver = false

  const chunk = (choice: number, part: object, more = ''): string =>
    event(`{"candidates":[{"content":{"parts":[${JSON.stringify(part)}],"role":"model"},"index":${choice}${more}}],${tail}`)

  /** What is said after a call comes after it. */
  const say = (choice: number, part: object, more?: string): string => {
    open.add(choice)
    const before = calls.isEmpty ? '' : calls.takeWhole(choice).map(call => chunk(choice, call)).join('')
    return before + chunk(choice, part, more)
  }

  const fail = (error: GatewayError): string => {
    isOver = true
    return writeStreamError(error)
  }

  const think = (reasoning: Reasoning): string => {
    const { text, index, choice = 0, redacted, signedBy = dialectId } = reasoning
    const signature = writeProof(reasoning)
    // Gemini's own proof without words is that of the text before it, unless it ends what was thought.
    const isOfText = text === '' && redacted === undefined && signedBy === dialectId && thinking.get(choice) !== index
    if (!isOfText) thinking.set(choice, index)
    return say(choice, { text, ...(!isOfText && { thought: true }), ...(signature !== undefined && { thoughtSignature: signature }) })
  }

  const finish = (end: Finish): string => {
    const { reason, choice = 0 } = end
    if (finishes.has(choice)) return ''
    if (reason === 'error') return fail(new GatewayError('upstream_failed', 'The provider ended its answer with an error.'))
    open.add(choice)
    finishes.set(choice, end)
    return calls.takeAll(choice).map(call => chunk(choice, call)).join('')
  }

  const add = (name: string, data: unknown, choice: number): string => {
    const field = wireNameOf(name)
    if (field === undefined) return ''
    if (isObject(data) && Object.hasOwn(data, field)) return say(choice, data)
    if (answerFields.has(field)) return event(`{${JSON.stringify(field)}:${JSON.stringify(data)},${tail}`)
    return say(choice, { text: '' }, `,${JSON.stringify(field)}:${JSON.stringify(data)}`)
  }

  const write = (told: ChatEvent): string => {
    switch (told.type) {
      case 'text-delta': {
        const logprobs = writeLogprobs(told.logprobs)
        return say(told.choice ?? 0, { text: told.text }, logprobs && `,"logprobsResult":${JSON.stringify(logprobs)}`)
      }
      case 'refusal-delta':
        return say(told.choice ?? 0, { text: told.text })
      case 'reasoning-delta':
        return think(told)
      case 'tool-call-start':
        open.add(told.choice ?? 0)
        calls.begin(told)
        return ''
      case 'tool-call-delta':
        calls.add(told)
        return ''
      case 'message-end':
        return finish(told)
      case 'usage':
        usage = { ...usage, ...told.usage }
        return ''
      case 'extra':
        return add(told.name, told.data, told.choice ?? 0)
      case 'error':
        return fail(told.error)
      case 'message-start':
        return ''
    }
  }

  return {
    write: told => isOver ? '' : write(told),
    end () {
      if (isOver) return ''
      isOver = true
      if (finishes.size === 0 || finishes.size < open.size) return writeStreamError(new GatewayError('upstream_cut', 'The answer broke off before its end.'))
      const candidates = [...finishes].map(([index, { reason, raw }]) => ({ content: { parts: [{ text: '' }], role: 'model' }, finishReason: writeFinish(reason, raw), index }))
      return event(`{"candidates":${JSON.stringify(candidates)},${usage === undefined ? '' : `"usageMetadata":${JSON.stringify(writeUsage(usage))},`}${tail}`)
    },
  }
}
