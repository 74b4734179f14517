/** What the headers of an answer tell beside its body. */
export type AnswerInfo = {
  status: number
  /** What the operator finds in the log. */
  requestId: string | undefined
  /** The name of the provider that answered. */
  provider: string | undefined
  /** The model that answered, by its provider's name for it. */
  model: string | undefined
  /** The targets that were tried in vain before, and why. */
  attempts: string | undefined
  /** How often a target was asked again after it had failed. */
  retries: number
  /** How long it waited for a place at a provider, in milliseconds. */
  queuedMs: number
  /** What was changed of what was asked: `dropped logit_bias`. Send the header `x-strict: true` to have it refused instead. */
  warnings: string[]
  /** The caller's tightest window, in requests and seconds; undefined for a key without limits. */
  rateLimit: { limit: number; remaining: number; resetSeconds: number } | undefined
}

/** Reads them. Across origins a browser shows only those that the server exposes, which it does for FRONTEND_URL. */
export function readAnswerInfo ({ status, headers }: Response): AnswerInfo {
  const read = (name: string): string | undefined => headers.get(name) ?? undefined
  const limit = read('x-ratelimit-limit')
  return {
    status,
    requestId: read('x-request-id'),
    provider: read('x-parlance-provider'),
    model: read('x-parlance-model'),
    attempts: read('x-parlance-attempts'),
    retries: Number(read('x-parlance-retries') ?? 0),
    queuedMs: Number(read('x-parlance-queued-ms') ?? 0),
    warnings: read('x-parlance-warnings')?.split(betweenWarnings) ?? [],
    rateLimit: limit === undefined
      ? undefined
      : { limit: Number(limit), remaining: Number(read('x-ratelimit-remaining')), resetSeconds: Number(read('x-ratelimit-reset')) },
  }
}

/** The explanation of a warning may have commas of its own. */
const betweenWarnings = /, (?=(?:dropped|clamped|renamed|emulated) )/
