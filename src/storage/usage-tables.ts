import type { ColumnType, Generated } from 'kysely'
import type { FailedAttempt } from '../core/ledger.ts'
import type { Pricing } from '../core/provider.ts'

/** One call to a model, or a failed attempt of one that cost something. The house writes it once; only its owner's erasure changes it. */
export type UsageEventTable = {
  number: Generated<number>
  id: string
  at: number
  attempt: number
  request_id: string | null
  operation: string
  door: string
  route: string
  provider: string | null
  model: string
  asked: string
  user_id: string | null
  key_id: string | null
  chat_id: string | null
  end_user: string | null
  status: string
  error_kind: string | null
  is_stream: boolean
  cache: string | null
  input_tokens: number | null
  output_tokens: number | null
  cache_read_tokens: number | null
  cache_write_tokens: number | null
  reasoning_tokens: number | null
  cost_nano: number | null
  pricing: ColumnType<Pricing | null, string | null, never>
  latency_ms: number
  ttft_ms: number | null
  latency_bucket: number | null
  ttft_bucket: number | null
  attempts: number
  failed_attempts: ColumnType<FailedAttempt[] | null, string | null, string | null>
  is_estimated: boolean
}

/** Batches of events that were written lately. What is not in the sums yet says what it comes to, and when its first event was. */
export type UsageBatchTable = { id: string; written_at: number; first_at: number | null; sums: string | null }

/** Sums of events over an hour or a day. Empty texts stand for nobody and nothing. */
export type UsageRollupTable = {
  lens: 'model' | 'caller'
  span: 'hour' | 'day'
  start: number
  user_id: string
  key_id: string
  provider: string
  model: string
  asked: string
  requests: number
  errors: number
  aborted: number
  cache_hits: number
  input_tokens: number
  output_tokens: number
  cache_read_tokens: number
  cache_write_tokens: number
  reasoning_tokens: number
  cost_nano: number
  unpriced: number
  latency: string
  ttft: string
}

/** One row: which process is adding up. */
export type UsageClaimTable = { id: number; holder: string | null; held_until: number }
