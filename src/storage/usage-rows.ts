import type { Selectable } from 'kysely'
import type { UsageEvent } from '../core/ledger.ts'
import type { Pricing } from '../core/provider.ts'
import type { UsageEventTable } from './usage-tables.ts'

type Column = Exclude<keyof UsageEventTable, 'number'>

/** Every column that an event fills, with its type on PostgreSQL. In one order for both engines. */
export const usageColumns: readonly (readonly [Column, string])[] = [
  ['id', 'text'], ['at', 'bigint'], ['attempt', 'integer'], ['request_id', 'text'], ['operation', 'text'], ['door', 'text'], ['route', 'text'],
  ['provider', 'text'], ['model', 'text'], ['asked', 'text'], ['user_id', 'text'], ['key_id', 'text'], ['chat_id', 'text'], ['end_user', 'text'],
  ['status', 'text'], ['error_kind', 'text'], ['is_stream', 'boolean'], ['cache', 'text'],
  ['input_tokens', 'bigint'], ['output_tokens', 'bigint'], ['cache_read_tokens', 'bigint'], ['cache_write_tokens', 'bigint'], ['reasoning_tokens', 'bigint'],
  ['cost_nano', 'bigint'], ['pricing', 'jsonb'], ['latency_ms', 'bigint'], ['ttft_ms', 'bigint'], ['latency_bucket', 'integer'], ['ttft_bucket', 'integer'],
  ['attempts', 'integer'], ['failed_attempts', 'jsonb'], ['is_estimated', 'boolean'],
]

/** An event's values in the order of the columns. JSON is left to the engine. */
export const writeUsage = (event: UsageEvent): unknown[] => [
  event.id, event.at, event.attempt, event.requestId ?? null, event.operation, event.door, event.route,
  event.provider ?? null, event.model, event.asked, event.userId ?? null, event.keyId ?? null, event.chatId ?? null, event.endUser ?? null,
  event.status, event.errorKind ?? null, event.isStream, event.cache ?? null,
  event.inputTokens ?? null, event.outputTokens ?? null, event.cacheReadTokens ?? null, event.cacheWriteTokens ?? null, event.reasoningTokens ?? null,
  event.costNano ?? null, event.pricing ?? null, event.latencyMs, event.timeToFirstTokenMs ?? null, event.latencyBucket ?? null, event.ttftBucket ?? null,
  event.attempts, event.failedAttempts.length === 0 ? null : event.failedAttempts, event.isEstimated,
]

const texts = new WeakMap<Pricing, string>()

/** Prices are few and their objects live long: their text is made once. */
export const pricingText = (pricing: Pricing): string => {
  let text = texts.get(pricing)
  if (text === undefined) texts.set(pricing, text = JSON.stringify(pricing))
  return text
}

export const readUsage = (row: Selectable<UsageEventTable>): UsageEvent => ({
  id: row.id,
  at: row.at,
  attempt: row.attempt,
  requestId: row.request_id ?? undefined,
  operation: row.operation as UsageEvent['operation'], // this and the closed sets below were written by writeUsage
  door: row.door,
  route: row.route,
  provider: row.provider ?? undefined,
  model: row.model,
  asked: row.asked,
  userId: row.user_id ?? undefined,
  keyId: row.key_id ?? undefined,
  chatId: row.chat_id ?? undefined,
  endUser: row.end_user ?? undefined,
  status: row.status as UsageEvent['status'],
  errorKind: row.error_kind as UsageEvent['errorKind'] ?? undefined,
  isStream: row.is_stream,
  cache: row.cache as UsageEvent['cache'] ?? undefined,
  inputTokens: row.input_tokens ?? undefined,
  outputTokens: row.output_tokens ?? undefined,
  cacheReadTokens: row.cache_read_tokens ?? undefined,
  cacheWriteTokens: row.cache_write_tokens ?? undefined,
  reasoningTokens: row.reasoning_tokens ?? undefined,
  isEstimated: row.is_estimated,
  costNano: row.cost_nano ?? undefined,
  pricing: row.pricing ?? undefined,
  latencyMs: row.latency_ms,
  timeToFirstTokenMs: row.ttft_ms ?? undefined,
  latencyBucket: row.latency_bucket ?? undefined,
  ttftBucket: row.ttft_bucket ?? undefined,
  attempts: row.attempts,
  failedAttempts: row.failed_attempts ?? [],
})
