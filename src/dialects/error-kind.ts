import type { ErrorKind } from '../core/errors.ts'
import type { ErrorBody } from './error-body.ts'

/** What a failure means: the provider's machine words first, then its wording, then the status. */
export function errorKind (error: ErrorBody, status: number | undefined): ErrorKind {
  const words = `${error.code ?? ''} ${error.type ?? ''}`.toLowerCase()
  const message = error.message ?? ''
  for (const { kind, statuses, word, wording } of signs) {
    if (status !== undefined && !statuses.includes(status)) continue
    if (word.test(words) || wording.test(message)) return kind
  }
  if (status === 404 && error.param === 'model') return 'model_not_found'
  return status === undefined ? kindOfWords(words) : kindOfStatus(status)
}

type Sign = { kind: ErrorKind; statuses: readonly number[]; word: RegExp; wording: RegExp }

const refusals = [400, 401, 403, 404, 413, 422]

const signs: readonly Sign[] = [
  {
    kind: 'upstream_quota_exhausted',
    statuses: [400, 402, 403, 429],
    word: /insufficient_quota|insufficient_(balance|credits|funds)|billing_(hard_limit|not_active)|payment_required|billing_error/,
    wording: /credit balance is too low|insufficient (balance|credits|funds)/i,
  },
  {
    kind: 'context_length_exceeded',
    statuses: [...refusals, 500],
    word: /context_length_exceeded|exceed_context_size|context_window_exceeded/,
    wording: /maximum context length|(prompt|input|request) is too long|exceeds? the (available |model'?s? )?(maximum )?context|context (window|size|length) (is |was )?exceeded|reduce the length of the (messages|prompt|input)|`?inputs?`? (tokens? \+ .{0,60}max_new_tokens|must have less than \d+ tokens)/i,
  },
  {
    kind: 'content_blocked',
    statuses: [400, 403, 422, 451],
    word: /content_(policy|filter)|responsibleai|moderation|prohibited_content|safety_(error|block)/,
    wording: /content management policy|content policy|\bflagged\b|safety system|requires moderation/i,
  },
  {
    kind: 'model_not_found',
    statuses: [400, 403, 404, 422],
    word: /model_not_found|invalid_model\b|model_not_supported|model_not_exist/,
    wording: /^invalid model\b|^model: \S+$|\bmodel\b.{0,200}(does not exist|not found|not exist)/i,
  },
  {
    kind: 'upstream_auth_failed',
    statuses: [400],
    word: /invalid_api_key|authentication_error/,
    wording: /(incorrect|invalid) api key|api key not valid|api key expired/i,
  },
  // The model wrote a call or a JSON that its own provider refused: another try may do better.
  { kind: 'upstream_failed', statuses: [400, 422], word: /tool_use_failed|json_validate_failed|failed_generation/, wording: /^$a/ },
  // llama.cpp blames itself (500) for what the caller sent.
  {
    kind: 'invalid_request',
    statuses: [500],
    word: /invalid_request/,
    wording: /json\.exception|failed to parse (messages|tools|json|input|grammar)|(image|audio) input is not supported|unsupported (content|param)|invalid (type|value|message|role)|^(missing|expected) /i,
  },
]

const kindOfStatus = (status: number): ErrorKind => {
  switch (status) {
    case 400: case 409: case 413: case 422: return 'invalid_request'
    case 401: case 403: return 'upstream_auth_failed'
    case 402: return 'upstream_quota_exhausted'
    case 429: return 'upstream_rate_limited'
    case 408: case 504: case 524: return 'upstream_timeout'
    case 503: case 529: return 'upstream_overloaded'
    default: return 'upstream_failed'
  }
}

/** An error inside a stream has no status of its own. */
const kindOfWords = (words: string): ErrorKind => {
  if (/overloaded|unavailable/.test(words)) return 'upstream_overloaded'
  if (/rate_limit|too_many_requests|resource_exhausted/.test(words)) return 'upstream_rate_limited'
  if (/timeout|deadline/.test(words)) return 'upstream_timeout'
  if (/authentication|permission|unauthorized/.test(words)) return 'upstream_auth_failed'
  if (/invalid_(?:request|argument|prompt|image|base64_image)|validation|(?:unsupported|empty)_image|image_(?:too_|file_|parse_error)/.test(words)) return 'invalid_request'
  return 'upstream_failed'
}
