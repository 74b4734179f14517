import { GatewayError, type ErrorKind } from '../../core/errors.ts'

/** What the router and text-generation servers say in words only; the rest the dialect reads by itself. https://huggingface.co/docs/text-generation-inference */
const meanings: readonly { says: RegExp; kind: ErrorKind }[] = [
  // A full queue is answered with 429, although nobody sent too much.
  { says: /\bmodel is overloaded|\bmodel too busy|is currently loading|no healthy upstream|endpoint is (?:scaled to zero|initializing|not ready)/i, kind: 'upstream_overloaded' },
  { says: /`?inputs`? (?:must have less than \d+ tokens|tokens \+ `?max_new_tokens)/i, kind: 'context_length_exceeded' },
  { says: /not supported by any provider|is not a chat model/i, kind: 'model_not_found' },
  { says: /(?:exceeded|depleted) your (?:monthly )?included credits/i, kind: 'upstream_quota_exhausted' },
  // It is the owner of the endpoint who has to do something, not the one who asks.
  { says: /endpoint is paused/i, kind: 'upstream_unreachable' },
]

export function refineError (error: GatewayError): GatewayError | undefined {
  const kind = meanings.find(({ says }) => says.test(error.message))?.kind
  if (kind === undefined || kind === error.kind) return undefined
  // The status belonged to the kind that it was taken for.
  const { status: _status, ...more } = error.more
  return new GatewayError(kind, error.message, more)
}
