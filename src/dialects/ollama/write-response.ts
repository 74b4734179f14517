import type { ChatResponse, Part } from '../../core/chat.ts'
import type { AnswerContext, InspectedResponse } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { isObject, text, type Wire } from '../wire.ts'
import { readArguments } from './arguments.ts'
import { writeFinish } from './finish.ts'
import { readResponse } from './response.ts'
import { writeUsage } from './usage.ts'

/** Writes a whole answer as Ollama does. There is one answer: of several the first is told. */
export function writeResponse ({ choices: [choice], usage }: ChatResponse, { model, created }: AnswerContext) {
  if (choice === undefined || choice.finish === 'error') throw new GatewayError('upstream_failed', 'The provider ended its answer with an error.')
  const { parts, finish, logprobs } = choice
  return {
    model,
    created_at: writeTime(created),
    message: writeMessage(parts),
    ...(isObject(logprobs) && Array.isArray(logprobs['content']) && { logprobs: logprobs['content'] }),
    done: true,
    done_reason: writeFinish(finish),
    ...writeUsage(usage),
  }
}

/** Unix seconds as Ollama tells the time. */
export const writeTime = (seconds: number): string => new Date(seconds * 1000).toISOString()

/** What proves thinking to its provider has no place here, and an answer nothing else than text, thinking and calls. */
const writeMessage = (parts: readonly Part[]): Wire => {
  const calls = parts.filter(part => part.type === 'tool-call')
  const said = parts.map(part => part.type === 'text' || part.type === 'refusal' ? part.text : '').join('')
  const thought = parts.map(part => part.type === 'reasoning' ? part.text : '').join('')
  return {
    role: 'assistant',
    content: said,
    ...(thought !== '' && { thinking: thought }),
    ...(calls.length > 0 && { tool_calls: calls.map(({ id, name, arguments: json }, index) => ({ id, function: { index, name, arguments: readArguments(json).value } })) }),
  }
}

/** Reads a whole relayed answer in passing. Throws like readResponse. */
export function inspectResponse (body: Wire): InspectedResponse {
  const { usage } = readResponse(body)
  return { usage, finish: text(body['done_reason']), body: undefined }
}
