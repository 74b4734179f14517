import { list, type Wire } from '../wire.ts'
import { invalid } from './invalid.ts'
import type { ResponsesRequest } from './schema.ts'

/**
 * Refuses what only a server that keeps responses could do. Here none is kept, and none may be left at a provider, where
 * whoever shares the operator's key could read it. Throws GatewayError `invalid_request` that names the field.
 */
export function assertStateless (body: ResponsesRequest): void {
  const { previous_response_id: previous, conversation, background, input }: Wire = body
  if (isSet(previous)) throw invalid('previous_response_id', 'points to a response, and responses are not kept here: send the whole conversation as `input`')
  if (isSet(conversation)) throw invalid('conversation', 'points to a conversation, and conversations are not kept here: send its items as `input`')
  if (background === true) throw invalid('background', 'would need the response to be kept for later, and responses are not kept here')
  for (const [at, item] of list(input).entries()) {
    if (isReference(item)) throw invalid(`input[${at}]`, 'points to an item of an earlier response, and responses are not kept here: send the item itself (SDKs do with `store: false`)')
  }
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null

/** A reference may leave its type out: then it has nothing but an id. */
const isReference = (item: any): boolean => item?.type === 'item_reference' || (!isSet(item?.type) && item?.role === undefined && typeof item?.id === 'string')
