import type { UsageReport, UsageRequest, UsageRow, UsageSummary, UsageTotals } from '../schemas/analytics.ts'
import { type Cell, toCsv } from '../lib/csv.ts'

type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>

/** No exponents: spreadsheets of some languages do not read them. */
const sayUsd = (usd: number | null): string => usd === null ? '' : usd.toFixed(9).replace(/\.?0+$/, '')

const totals: Columns<UsageTotals> = {
  requests: row => row.requests,
  errors: row => row.errors,
  aborted: row => row.aborted,
  cache_hits: row => row.cacheHits,
  input_tokens: row => row.inputTokens,
  output_tokens: row => row.outputTokens,
  cache_read_tokens: row => row.cacheReadTokens,
  cache_write_tokens: row => row.cacheWriteTokens,
  reasoning_tokens: row => row.reasoningTokens,
  cost_usd: row => sayUsd(row.costUsd),
  unpriced_requests: row => row.unpricedRequests,
  latency_p50_ms: row => row.latencyMs?.p50,
  latency_p95_ms: row => row.latencyMs?.p95,
  latency_p99_ms: row => row.latencyMs?.p99,
  first_token_p50_ms: row => row.timeToFirstTokenMs?.p50,
  first_token_p95_ms: row => row.timeToFirstTokenMs?.p95,
  first_token_p99_ms: row => row.timeToFirstTokenMs?.p99,
}

/** A report: one line a group. */
export const reportTable = ({ data }: UsageReport) => toCsv<UsageRow>({ group: row => row.group, name: row => row.name, ...totals }, data)

/** A summary: both periods, then the models. */
export const summaryTable = ({ totals: now, previous, topModels }: UsageSummary) => toCsv<UsageTotals & { section: string; group: string | null }>(
  { section: row => row.section, group: row => row.group, ...totals },
  [{ section: 'total', group: null, ...now }, { section: 'previous', group: null, ...previous }, ...topModels.map(model => ({ section: 'model', ...model }))])

/** Requests: one line each. */
export const requestTable = (rows: AsyncIterable<UsageRequest>) => toCsv<UsageRequest>({
  id: row => row.id,
  at: row => row.at,
  request_id: row => row.requestId,
  operation: row => row.operation,
  door: row => row.door,
  route: row => row.route,
  provider: row => row.provider,
  model: row => row.model,
  asked: row => row.asked,
  user_id: row => row.userId,
  key_id: row => row.keyId,
  chat_id: row => row.chatId,
  end_user: row => row.endUser,
  status: row => row.status,
  error: row => row.error,
  stream: row => row.stream,
  cache: row => row.cache,
  input_tokens: row => row.inputTokens,
  output_tokens: row => row.outputTokens,
  cache_read_tokens: row => row.cacheReadTokens,
  cache_write_tokens: row => row.cacheWriteTokens,
  reasoning_tokens: row => row.reasoningTokens,
  estimated: row => row.estimated,
  cost_usd: row => sayUsd(row.costUsd),
  latency_ms: row => row.latencyMs,
  first_token_ms: row => row.timeToFirstTokenMs,
  attempts: row => row.attempts,
  failed_attempts: row => row.failedAttempts.map(({ provider, model, error }) => `${provider}/${model} ${error}`).join('; '),
  failed_attempts_cost_usd: row => sayUsd(row.failedAttempts.length === 0 ? null : row.failedAttempts.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0)),
}, rows)
