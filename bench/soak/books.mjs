// Whether the ledger says what the provider says.

/**
 * `rows` and `failed` as the house’s ledger has them; `retries`: how often it asked again; `books` the provider's own. A call that
 * its client broke off before it could reach the provider is in the ledger alone: of these there may be up to `mayMiss`.
 */
export const compareBooks = ({ rows, failed, retries, books, mayMiss }) => {
  const sum = field => rows.reduce((total, row) => total + row[field], 0)
  const requests = sum('requests') - failed.filter(wasNeverAsked).length + retries
  const notArrived = requests - books.requests
  return [
    { what: 'requests', ledger: requests, provider: books.requests, isRight: notArrived >= 0 && notArrived <= mayMiss },
    ...[['input tokens', 'inputTokens'], ['output tokens', 'outputTokens']].map(([what, field]) => ({ what, ledger: sum(field), provider: books[field], isRight: sum(field) === books[field] })),
  ]
}

/** Every target was passed over, or there was none. */
const wasNeverAsked = ({ attempts, failedAttempts }) => attempts === failedAttempts.filter(({ error }) => error === 'circuit_open').length
