import type { ChatRequest } from '../../core/chat.ts'
import type { Dialect } from '../../core/dialect.ts'
import type { TokenCount } from '../../core/token-count.ts'
import { unstreamed } from '../unstreamed.ts'
import { holdsError, noAnswer } from '../upstream-error.ts'
import { count, isObject } from '../wire.ts'
import { limitHeaders, readError, readStreamError, statusOf, writeError } from './errors.ts'
import { readRequest } from './read-request.ts'
import { writeRequest } from './request.ts'
import type { CountTokensRequest } from './schema.ts'

/** Throws GatewayError for an error inside a 200 and for what is no count at all. */
const readResponse = (body: unknown): TokenCount => {
  if (holdsError(body)) throw readStreamError(body)
  const inputTokens = isObject(body) ? count(body['input_tokens']) : undefined
  if (inputTokens === undefined) throw noAnswer('without a count')
  return { inputTokens }
}

/** Anthropic's counting of a prompt, without asking the model. https://platform.claude.com/docs/en/api/messages/count_tokens */
export const anthropicCountTokens: Dialect<CountTokensRequest, ChatRequest, TokenCount> = {
  ...unstreamed,
  id: 'anthropic-count-tokens',
  operation: 'count-tokens',
  path: '/messages/count_tokens',
  forwardedHeaders: ['anthropic-beta', 'anthropic-version'],
  relayedHeaders: limitHeaders,
  requestIdHeader: 'request-id',
  readRequest,
  writeRequest (request) {
    const { body: { model, messages, system, tools, tool_choice: choice, thinking }, warnings } = writeRequest(request)
    return { body: { model, messages, ...(system && { system }), ...(tools && { tools }), ...(choice && { tool_choice: choice }), ...(thinking && { thinking }) }, warnings }
  },
  readResponse,
  writeResponse: ({ inputTokens }) => ({ input_tokens: inputTokens }),
  inspectResponse (body) {
    readResponse(body)
    return { usage: undefined, finish: undefined, body: undefined }
  },
  readError,
  writeError,
  statusOf,
}
