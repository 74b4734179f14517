export type Failure = { status: number; headers?: Record<string, string>; error: { message: string; type: string; param: string | null; code: string | null } }

const table = {
  401: { status: 401, error: { message: 'Incorrect API key provided: demo. The demo provider needs no key; it was asked to fail.', type: 'invalid_request_error', param: null, code: 'invalid_api_key' } },
  429: { status: 429, headers: { 'retry-after': '2' }, error: { message: 'Rate limit reached for the demo provider, as asked. Please try again in 2s.', type: 'requests', param: null, code: 'rate_limit_exceeded' } },
  500: { status: 500, error: { message: 'The demo provider had an error while processing your request, as asked.', type: 'server_error', param: null, code: null } },
  503: { status: 503, headers: { 'retry-after': '2' }, error: { message: 'The demo provider is starting, as asked. Please try again later.', type: 'unavailable_error', param: null, code: null } },
  529: { status: 529, error: { message: 'The demo provider is overloaded, as asked.', type: 'overloaded_error', param: null, code: null } },
  context: { status: 400, error: { message: 'This model’s maximum context length is 128000 tokens, and the demo provider was asked to say that your messages are longer.', type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' } },
  bad: { status: 400, error: { message: 'The demo provider was asked to find your request invalid.', type: 'invalid_request_error', param: 'messages', code: null } },
} as const satisfies Record<string, Failure>

/** How the demo provider fails when it is asked to: what providers answer in each case. */
export const failures: Readonly<Record<FailureName, Failure>> = table
export type FailureName = `${keyof typeof table}`

export const isFailure = (name: string): name is FailureName => Object.hasOwn(failures, name)

/** What is said when an answer goes wrong half-way. */
export const midstreamError = { error: { message: 'The demo provider failed half-way, as asked.', type: 'server_error', param: null, code: 'server_error' } }
