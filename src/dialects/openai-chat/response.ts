import type { ChatChoice, ChatResponse, Part } from '../../core/chat.ts'
import type { AnswerContext } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { holdsError, noAnswer, readInBandError } from '../upstream-error.ts'
import { compact, count, isObject, list, others, text, type Wire } from '../wire.ts'
import { readAnswerMessage, writeAnswerMessage } from './answer-message.ts'
import { readFinish, writeFinish } from './finish.ts'
import { usageOf, writeUsage } from './usage.ts'

const knownFields = new Set(['id', 'object', 'created', 'model', 'choices', 'usage', 'error'])
const knownChoiceFields = new Set(['index', 'message', 'text', 'finish_reason', 'logprobs'])

/** Reads a whole answer. Throws GatewayError for an error inside a 200 and for what is no answer at all. */
export function readResponse (body: Wire): ChatResponse {
  const choices = readChoices(body)
  const usage = usageOf(body)
  return compact({
    id: text(body['id']) ?? '',
    model: text(body['model']) ?? '',
    created: count(body['created']),
    choices: choices.map(readChoice),
    usage,
    extra: others(body, knownFields),
  })
}

/** The choices of an answer in order. Throws GatewayError when the body holds none, or an error. */
export function readChoices (body: unknown): Wire[] {
  if (holdsError(body)) throw readInBandError(body)
  const choices = list(isObject(body) && body['choices']).filter(isObject)
  if (choices.length === 0) throw noAnswer('without a single choice')
  for (const choice of choices) if (choice['error']) throw readInBandError(choice)
  return choices.sort((a, b) => (count(a['index']) ?? 0) - (count(b['index']) ?? 0))
}

const readChoice = (wire: Wire): ChatChoice => {
  // Azure's content filter leaves no message behind at all.
  const message: Wire = isObject(wire['message']) ? wire['message'] : { content: wire['text'] }
  const raw = text(wire['finish_reason'])
  const parts = readAnswerMessage(message)
  const finish = raw === undefined ? impliedFinish(parts) : readFinish(raw)
  assertAnswered(raw)
  return { parts, finish, rawFinish: raw, ...(wire['logprobs'] && { logprobs: wire['logprobs'] }), ...extraOf(wire) }
}

/** Throws for a finish that says that there is no answer. */
export const assertAnswered = (raw: string | undefined): void => {
  if (raw === undefined || readFinish(raw) !== 'error') return
  throw new GatewayError('upstream_failed', `The provider ended its answer with “${raw}”.`, { upstream: { code: raw } })
}

const extraOf = (wire: Wire): { extra?: Record<string, unknown> } => {
  const extra = others(wire, knownChoiceFields)
  return extra === undefined ? {} : { extra }
}

/** A whole answer whose server forgot to say why it ended. */
const impliedFinish = (parts: Part[]): ChatChoice['finish'] => parts.some(part => part.type === 'tool-call') ? 'tool-calls' : 'stop'

/** Writes a whole answer as OpenAI does. */
export function writeResponse (response: ChatResponse, { id, model, created }: AnswerContext) {
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: response.choices.map(writeChoice),
    ...(response.usage !== undefined && { usage: writeUsage(response.usage) }),
    ...response.extra,
  }
}

const writeChoice = ({ parts, finish, rawFinish, logprobs, extra }: ChatChoice, index: number) => {
  if (finish === 'error') throw new GatewayError('upstream_failed', 'The provider ended its answer with an error.')
  return {
    index,
    message: writeAnswerMessage(parts),
    logprobs: logprobs ?? null,
    finish_reason: writeFinish(finish),
    ...(rawFinish !== undefined && { native_finish_reason: rawFinish }),
    ...extra,
  }
}
