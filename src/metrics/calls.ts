import type { Receipt } from '../core/chat.ts'
import { type ErrorKind, errorKinds } from '../core/errors.ts'
import { createDistribution, type Distribution, type Family, observe } from './family.ts'
import { durationBounds, firstTokenBounds, perTokenBounds, tokenBounds } from './bounds.ts'

/** What calls to one model of one provider came to. */
export type ModelCell = {
  provider: string
  model: string
  operation: Receipt['operation']
  /** By route and status. */
  calls: Map<string, { route: string; status: Receipt['status']; count: number }>
  inputTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
  outputTokens: number
  reasoningTokens: number
  costUsd: number
  retries: number
  /** By kind of error; '' for those that went well. */
  durations: Map<string, Distribution>
  firstToken: Distribution
  perToken: Distribution
  input: Distribution
  output: Distribution
}

export type Calls = {
  /** On the path of every request. */
  note(receipt: Receipt): void
  cells(): Iterable<ModelCell>
  families(): Family[]
}

/** Clients choose the names of models: so many get a name of their own, and only those that have answered. */
const maxModels = 200
const longestName = 120
export const otherModels = 'other'
const noProvider = 'none'

/** Adds up receipts: a lookup or two and a few additions for each. */
export function createCalls (): Calls {
  const cells = new Map<string, Map<string, ModelCell>>()
  const errors = new Map<string, { provider: string; error: string; count: number }>()
  const reuses = new Map<string, number>()
  let named = 0

  const cellOf = ({ provider = noProvider, model, status, operation }: Receipt): ModelCell => {
    let ofProvider = cells.get(provider)
    if (ofProvider === undefined) cells.set(provider, ofProvider = new Map())
    const known = ofProvider.get(model)
    if (known !== undefined) return known
    const mayName = status === 'ok' && named < maxModels && model.length <= longestName && provider !== noProvider
    const name = mayName ? model : otherModels
    const found = ofProvider.get(name)
    if (found !== undefined) return found
    if (mayName) named++
    const cell = createCell(provider, name, operation)
    ofProvider.set(name, cell)
    return cell
  }

  const noteError = (provider: string, error: string): void => {
    const key = `${provider} ${error}`
    const known = errors.get(key)
    if (known === undefined) errors.set(key, { provider, error, count: 1 })
    else known.count++
  }

  const noteErrors = ({ attempts, error, provider, timeToFirstTokenMs }: Receipt): void => {
    for (const attempt of attempts) if (attempt.error !== undefined && attempt.isSkipped !== true && isUpstream(attempt.error)) noteError(attempt.provider, attempt.error)
    // what failed before its first word stands among the attempts
    if (error !== undefined && timeToFirstTokenMs !== undefined && isUpstream(error.kind)) noteError(provider ?? noProvider, error.kind)
  }

  return {
    note (receipt) {
      const { route, status, usage, isEstimated, costUsd, reuse, stream, latencyMs, timeToFirstTokenMs, retries } = receipt
      if (reuse !== undefined) reuses.set(reuse, (reuses.get(reuse) ?? 0) + 1)
      const cell = cellOf(receipt)
      const key = route + status
      const call = cell.calls.get(key)
      if (call === undefined) cell.calls.set(key, { route, status, count: 1 })
      else call.count++
      if (receipt.attempts.length > 0 || receipt.error !== undefined) noteErrors(receipt)
      // an answer that is given again took no tokens and no time of a model
      if (reuse === 'hit' || reuse === 'replay') return
      if (retries !== undefined) cell.retries += retries
      const error = status === 'ok' ? '' : status === 'aborted' ? 'client_closed' : receipt.error?.kind ?? 'internal'
      let duration = cell.durations.get(error)
      if (duration === undefined) cell.durations.set(error, duration = createDistribution(durationBounds))
      observe(duration, durationBounds, latencyMs / 1000)
      if (stream && timeToFirstTokenMs !== undefined) observe(cell.firstToken, firstTokenBounds, timeToFirstTokenMs / 1000)
      if (costUsd !== undefined) cell.costUsd += costUsd
      if (usage === undefined) return
      const { inputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0, outputTokens = 0, reasoningTokens = 0 } = usage
      cell.inputTokens += inputTokens
      cell.cacheReadTokens += cacheReadTokens
      cell.cacheWriteTokens += cacheWriteTokens
      cell.outputTokens += outputTokens
      cell.reasoningTokens += reasoningTokens
      observe(cell.input, tokenBounds, inputTokens + cacheReadTokens + cacheWriteTokens)
      observe(cell.output, tokenBounds, outputTokens)
      if (stream && status === 'ok' && !isEstimated && timeToFirstTokenMs !== undefined && outputTokens > 1) observe(cell.perToken, perTokenBounds, (latencyMs - timeToFirstTokenMs) / 1000 / (outputTokens - 1))
    },
    * cells () { for (const ofProvider of cells.values()) yield * ofProvider.values() },
    families () {
      const all = [...cells.values()].flatMap(ofProvider => [...ofProvider.values()])
      return [...familiesOf(all),
        { type: 'counter', name: 'parlance_upstream_errors_total', help: 'Failures of providers by the code of the error, those included that another target made good.', samples: [...errors.values()].map(({ provider, error, count }) => ({ labels: { provider, error }, value: count })) },
        { type: 'counter', name: 'parlance_answer_reuse_total', help: 'Requests to which kept answers apply: given again (hit, replay) or kept (miss).', samples: ['hit', 'miss', 'replay'].map(result => ({ labels: { result }, value: reuses.get(result) ?? 0 })) },
      ]
    },
  }
}

/** Faults of a provider, or its refusal to serve: what a client did wrong is not one. */
const isUpstream = (error: string): boolean => error.startsWith('upstream_') || errorKinds[error as ErrorKind]?.type === 'upstream_error' // `circuit_open` is no kind of error

const createCell = (provider: string, model: string, operation: Receipt['operation']): ModelCell => ({
  provider,
  model,
  operation,
  calls: new Map(),
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  costUsd: 0,
  retries: 0,
  durations: new Map(),
  firstToken: createDistribution(firstTokenBounds),
  perToken: createDistribution(perTokenBounds),
  input: createDistribution(tokenBounds),
  output: createDistribution(tokenBounds),
})

const labelsOf = ({ provider, model }: ModelCell) => ({ provider, model })

const familiesOf = (cells: readonly ModelCell[]): Family[] => [
  { type: 'counter', name: 'parlance_calls_total', help: 'Calls to models, by the route that they came through and how they ended.', samples: cells.flatMap(cell => [...cell.calls.values()].map(({ route, status, count }) => ({ labels: { ...labelsOf(cell), route, status }, value: count }))) },
  {
    type: 'counter',
    name: 'parlance_tokens_total',
    help: 'Tokens by kind. The first four do not overlap; reasoning is inside output.',
    samples: cells.flatMap(cell => tokenKinds.map(([type, field]) => ({ labels: { ...labelsOf(cell), type }, value: cell[field] }))),
  },
  { type: 'counter', name: 'parlance_cost_usd_total', help: 'What calls cost in US dollars, by the prices known.', samples: cells.map(cell => ({ labels: labelsOf(cell), value: cell.costUsd })) },
  { type: 'counter', name: 'parlance_retries_total', help: 'How often a target was asked again after it had failed.', samples: cells.map(cell => ({ labels: labelsOf(cell), value: cell.retries })) },
  { type: 'histogram', name: 'parlance_call_duration_seconds', help: 'From the request to the end of the answer, by the code of the error that ended it.', bounds: durationBounds, samples: cells.flatMap(cell => [...cell.durations].map(([error, distribution]) => ({ labels: { ...labelsOf(cell), error }, distribution }))) },
  { type: 'histogram', name: 'parlance_time_to_first_token_seconds', help: 'From the request to the first word of a stream.', bounds: firstTokenBounds, samples: cells.map(cell => ({ labels: labelsOf(cell), distribution: cell.firstToken })) },
  { type: 'histogram', name: 'parlance_time_per_output_token_seconds', help: 'Between two tokens of a stream, on average over the answer.', bounds: perTokenBounds, samples: cells.map(cell => ({ labels: labelsOf(cell), distribution: cell.perToken })) },
]

const tokenKinds = [['input', 'inputTokens'], ['cache_read', 'cacheReadTokens'], ['cache_write', 'cacheWriteTokens'], ['output', 'outputTokens'], ['reasoning', 'reasoningTokens']] as const
