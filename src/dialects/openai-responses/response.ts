import type { ChatResponse } from '../../core/chat.ts'
import type { AnswerContext } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { holdsError, noAnswer, readInBandError } from '../upstream-error.ts'
import { compact, count, isObject, list, text, type Wire } from '../wire.ts'
import { failureOf } from './errors.ts'
import { readFinish, writeFinish } from './finish.ts'
import { readLogprobs, writeLogprobs } from './logprobs.ts'
import { createItemReader } from './read-item.ts'
import { createResponseObject } from './response-object.ts'
import { readUsage } from './usage.ts'
import { writeOutput } from './write-output.ts'

/** Reads a whole response. Throws GatewayError for one that failed, for an error inside a 200 and for what is no answer at all. */
export function readResponse (body: unknown): ChatResponse {
  const response = assertAnswered(body)
  const items = createItemReader()
  const output: Wire[] = list(response['output']).filter(isObject)
  const parts = output.flatMap((item, at) => items.read(item, `output[${at}]`))
  const { reason, raw } = readFinish(response, parts.some(({ type }) => type === 'tool-call'))
  const logprobs = readLogprobs(output.flatMap(({ content }) => list(content).flatMap(part => list(part?.logprobs))))
  return compact({
    id: text(response['id']) ?? '',
    model: text(response['model']) ?? '',
    created: count(response['created_at']),
    choices: [{ parts, finish: reason, rawFinish: raw, ...(logprobs !== undefined && { logprobs }) }],
    usage: readUsage(response['usage']),
  })
}

/** The response object in a body. Throws GatewayError when there is none, or one that failed. */
export function assertAnswered (body: unknown): Wire {
  const failure = isObject(body) && body['object'] === 'response' ? failureOf(body) : holdsError(body) ? readInBandError(body) : undefined
  if (failure !== undefined) throw failure
  if (!isObject(body) || !Array.isArray(body['output'])) throw noAnswer('without output')
  return body
}

/** Writes a whole response as OpenAI does. There is one answer in it, however many were given. */
export function writeResponse ({ choices: [choice], usage }: ChatResponse, context: AnswerContext): Wire {
  const { parts = [], finish = 'stop', logprobs } = choice ?? {}
  if (finish === 'error') throw new GatewayError('upstream_failed', 'The provider ended its answer with an error.')
  const ending = writeFinish(finish)
  const output = writeOutput(parts, context.id, ending.status, writeLogprobs(logprobs))
  return createResponseObject(context, { ...ending, output, usage })
}
