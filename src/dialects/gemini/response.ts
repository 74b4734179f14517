import type { ChatChoice, ChatResponse } from '../../core/chat.ts'
import type { AnswerContext, InspectedResponse } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { syntheticCallId } from '../call-id.ts'
import { readGoogleInBandError } from '../google-error.ts'
import { noAnswer } from '../upstream-error.ts'
import { compact, count, isObject, list, text, type Wire } from '../wire.ts'
import { badFinish, blockedPrompt, blockReasonOf, nameless } from './errors.ts'
import { readFinish, writeFinish } from './finish.ts'
import { readLogprobs, writeLogprobs } from './logprobs.ts'
import { writeModelParts } from './model-parts.ts'
import { readAnswerFields, readCandidateFields, writeOwnFields } from './own-fields.ts'
import { readModelParts } from './read-model-parts.ts'
import { writeProof } from './signature.ts'
import { readWholeUsage, writeUsage } from './usage.ts'

/** Reads a whole answer. Throws GatewayError for an error inside a 200, a prompt that was refused, and what is no answer at all. */
export function readResponse (body: unknown): ChatResponse {
  if (Array.isArray(body)) throw isObject(body[0]) && body[0]['error'] ? readGoogleInBandError(body[0]) : noAnswer('a list of pieces in place of a stream: it ignored alt=sse')
  if (isObject(body) && body['error']) throw readGoogleInBandError(body)
  if (!isObject(body)) throw noAnswer('without a candidate')
  const candidates = list(body['candidates']).filter(isObject)
  const blocked = blockReasonOf(body)
  if (candidates.length === 0) throw blocked === undefined ? noAnswer('without a candidate') : blockedPrompt(blocked)
  return compact({
    id: text(body['responseId']) ?? '',
    model: text(body['modelVersion']) ?? '',
    choices: candidates.sort((a, b) => (count(a['index']) ?? 0) - (count(b['index']) ?? 0)).map(readCandidate),
    usage: readWholeUsage(body['usageMetadata']),
    extra: readAnswerFields(body),
  })
}

const readCandidate = (candidate: Wire): ChatChoice => {
  const parts = readModelParts(list(candidate['content']?.parts), syntheticCallId)
  if (parts.some(part => part.type === 'tool-call' && part.name === '')) throw nameless()
  const raw = text(candidate['finishReason'])
  // A whole answer has ended, even if its server forgot to say why.
  const finish = readFinish(raw ?? 'STOP', { hasCalls: parts.some(part => part.type === 'tool-call'), isEmpty: parts.every(part => part.type === 'reasoning') })
  if (finish === 'error') throw badFinish(raw!, candidate['finishMessage']) // STOP is none
  return compact({ parts, finish, rawFinish: raw, logprobs: readLogprobs(candidate['logprobsResult']), extra: readCandidateFields(candidate) })
}

/** Writes a whole answer as Gemini does. */
export function writeResponse ({ choices, usage, extra }: ChatResponse, { id, model }: AnswerContext): Wire {
  return {
    candidates: choices.map(writeCandidate),
    ...writeOwnFields(extra),
    ...(usage !== undefined && { usageMetadata: writeUsage(usage) }),
    modelVersion: model,
    responseId: id,
  }
}

const writeCandidate = ({ parts, finish, rawFinish, logprobs, extra }: ChatChoice, index: number): Wire => {
  if (finish === 'error') throw new GatewayError('upstream_failed', 'The provider ended its answer with an error.')
  return compact({
    content: { parts: writeModelParts(parts, { writeSignature: writeProof }), role: 'model' },
    finishReason: writeFinish(finish, rawFinish),
    index,
    ...writeOwnFields(extra),
    logprobsResult: writeLogprobs(logprobs),
  })
}

/** Reads a whole relayed answer in passing. Throws like readResponse. */
export function inspectResponse (body: unknown): InspectedResponse {
  const { usage, choices } = readResponse(body)
  return { usage, finish: choices[0]?.rawFinish, body: undefined }
}
