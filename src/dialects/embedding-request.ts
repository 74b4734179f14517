import type { Warning } from '../core/chat.ts'
import type { EmbeddingRequest } from '../core/embeddings.ts'
import { GatewayError } from '../core/errors.ts'

/** The inputs as texts. Throws GatewayError for tokens: their numbers mean nothing to another provider than the one they were made for. */
export function textsOf ({ inputs }: EmbeddingRequest): string[] {
  return inputs.map(input => {
    if (typeof input === 'string') return input
    throw new GatewayError('invalid_request', 'input: this provider takes texts, not tokens.', { param: 'input' })
  })
}

/** The fields that the provider knows, for its body, and a warning for each of the others. */
export function sortFields ({ user, extras }: EmbeddingRequest, known: ReadonlySet<string>): { fields: Record<string, unknown>; warnings: Warning[] } {
  const given = Object.entries({ ...extras, ...(user !== undefined && { user }) })
  return {
    fields: Object.fromEntries(given.filter(([field]) => known.has(field))),
    warnings: given.filter(([field]) => !known.has(field)).map(([param]) => ({ param, action: 'dropped' })),
  }
}
