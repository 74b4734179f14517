import type { ColumnType, Generated } from 'kysely'
import type { AnswerFacts } from '../core/chats.ts'
import type { ReplacedToken, Role } from '../core/accounts.ts'
import type { Budget, BudgetSpan } from '../core/budgets.ts'
import type { HouseEventType } from '../core/house-events.ts'
import type { AliasStrategy, AliasTarget, Limits, Scope } from '../core/ports.ts'
import type { ModelOverride } from '../core/provider.ts'
import type { DeliveryAttempt } from '../core/webhooks.ts'
import type { UsageBatchTable, UsageEventTable, UsageRollupTable, UsageClaimTable } from './usage-tables.ts'

/** Written as JSON text, read as the value itself, on both engines. */
type Json<T> = ColumnType<T, string, string>

export type AccountTable = {
  id: string
  username: string
  username_key: string
  email: string
  email_key: string
  display_name: string | null
  password_hash: string
  role: Role
  is_disabled: boolean
  limits: ColumnType<Limits | null, string | null, string | null>
  models: ColumnType<string[] | null, string | null | undefined, string | null>
  budget: ColumnType<Budget | null, string | null | undefined, string | null>
  /** Preferences as JSON, sealed by the vault. */
  sealed: string
  created_at: number
  updated_at: number
  last_login_at: number | null
}

export type SessionTable = {
  id: string
  account_id: string
  family_hash: string
  token_hash: string
  replaced: Json<ReplacedToken[]>
  user_agent: string
  address: string
  created_at: number
  last_used_at: number
  expires_at: number
}

/** `sealed`: where it is told, and with which keys, as JSON, sealed by the vault. */
export type PushSubscriptionTable = { id: string; account_id: string; session_id: string; endpoint_hash: string; sealed: string; created_at: number }

export type ApiKeyTable = {
  id: string
  account_id: string | null
  name: string
  hash: string
  previous_hash: string | null
  previous_expires_at: number | null
  hint: string
  scopes: Json<Scope[]>
  limits: ColumnType<Limits | null, string | null, string | null>
  models: ColumnType<string[] | null, string | null | undefined, string | null>
  budget: ColumnType<Budget | null, string | null | undefined, string | null>
  parent_id: ColumnType<string | null, string | null | undefined, string | null>
  created_by: string | null
  created_at: number
  updated_at: number
  expires_at: number | null
  revoked_at: number | null
  last_used_at: number | null
}

export type ProviderTable = {
  id: string
  name: string
  kind: string
  /** Settings and headers as JSON, sealed by the vault. */
  sealed: string
  models: ColumnType<string[] | null, string | null, string | null>
  is_enabled: boolean
  timeout_ms: number | null
  max_concurrency: number | null
  first_token_timeout_ms: number | null
  total_timeout_ms: number | null
  max_queue: number | null
  queue_timeout_ms: number | null
  model_overrides: ColumnType<Record<string, ModelOverride> | null, string | null, string | null>
  allows_private: boolean
  created_by: string | null
  created_at: number
  updated_at: number
}

/** When a provider is to be looked at next, and what was last told of it. */
export type ProviderWatchTable = { provider_id: string; due_at: number; told: string; told_at: number }

export type ProviderCheckTable = { id: string; provider_id: string; instance: string; at: number; ok: boolean; latency_ms: number; error_kind: string | null }

export type AliasTable = {
  name: string
  targets: Json<AliasTarget[]>
  strategy: AliasStrategy
  system_prompt: string | null
  cache_ttl_ms: number | null
  description: string | null
  created_at: number
  updated_at: number
}

export type ChatTable = {
  id: string
  owner_id: string
  /** Title and system prompt as JSON, sealed by the vault. */
  sealed: string
  title_source: string | null
  model: string | null
  documents: Json<string[]>
  tags: Json<string[]>
  folder: ColumnType<string | null, string | null | undefined, string | null>
  when_too_long: string | null
  is_pinned: boolean
  is_archived: boolean
  leaf_id: string | null
  is_temporary: Generated<boolean>
  is_indexed: Generated<boolean>
  created_at: number
  active_at: number
  updated_at: number
}

export type MessageTable = {
  id: string
  chat_id: string
  parent_id: string | null
  role: string
  author_id: string | null
  /** Parts as JSON, sealed by the vault. */
  sealed: string
  status: string
  facts: Json<AnswerFacts>
  position: number
  is_indexed: Generated<boolean>
  created_at: number
  completed_at: number | null
}

/** `sealed`: the comment as JSON, sealed by the vault. */
export type MessageRatingTable = { id: string; message_id: string; user_id: string; rating: string; sealed: string; rated_at: number }

/** `sealed`: media type, name and the key of `body`, as JSON, sealed by the vault. `bytes`: how many are in the body when it is open. */
export type AttachmentTable = { id: string; chat_id: string; sealed: string; bytes: number; created_at: number; body: ColumnType<Uint8Array, Uint8Array, never> }

/** `sealed`: the text, sealed by the vault. */
export type ChatSummaryTable = { id: string; chat_id: string; message_id: string; sealed: string; tokens: number; model: string; created_at: number }

export type ChatMemberTable = { chat_id: string; user_id: string; role: string; added_by: string; added_at: number }

/** `sealed`: the title as it was, as JSON, sealed by the vault. */
export type ChatShareTable = { id: string; chat_id: string; token_hash: string; leaf_id: string; sealed: string; created_by: string; created_at: number; expires_at: number | null }

export type GenerationTable = {
  id: string
  chat_id: string
  message_id: string
  owner_id: string
  client_request_id: string | null
  request_hash: string | null
  status: string
  is_stop_requested: boolean
  heartbeat_at: number
  created_at: number
  ended_at: number | null
}

/** Pieces of output as JSON, sealed by the vault. */
export type GenerationLogTable = { id: string; generation_id: string; from_position: number; to_position: number; sealed: string }

/** The blind index: a keyed hash of a word, and the number of the message or title that has it. */
export type SearchTokenTable = { token: ColumnType<bigint | number, bigint, never>; number: number }

/** What was indexed, in the order in which it was. */
export type SearchTargetTable = { number: Generated<number>; target_id: string; chat_id: string }

/** Keys of the house's own, sealed. */
export type SealedKeyTable = { id: string; sealed: string; created_at: number }

/** Small facts about the installation that all its processes share. */
export type SettingTable = { key: string; value: string; updated_at: number }

/** `sealed`: the secrets as JSON, sealed by the vault. */
export type WebhookTable = {
  id: string
  owner_id: string | null
  url: string
  events: Json<HouseEventType[]>
  description: string | null
  is_enabled: boolean
  disabled_reason: string | null
  sealed: string
  previous_expires_at: number | null
  allows_private: boolean
  failing_since: number | null
  created_by: string
  created_at: number
  updated_at: number
}

/** `payload` is the body as it is sent. */
export type WebhookEventTable = { id: string; type: string; subject: string; owner_id: string | null; payload: string; at: number }

export type WebhookDeliveryTable = {
  sequence: Generated<number>
  id: string
  webhook_id: string
  subject: string
  event_id: string
  status: string
  attempts: Json<DeliveryAttempt[]>
  attempt_count: number
  first_attempt_at: number | null
  repeats: string | null
  created_at: number
  ended_at: number | null
}

/** What waits for one webhook about one subject, and who delivers it. Null `next_at`: it is paused. */
export type WebhookLaneTable = { webhook_id: string; subject: string; next_at: number | null; token: string | null; leased_until: number; version: number }

export type AuditEntryTable = {
  id: string
  at: number
  actor_type: string
  actor_id: string | null
  actor_name: string
  actor_user_id: string | null
  address: string | null
  request_id: string | null
  action: string
  target_type: string
  target_id: string
  target_name: string | null
  sealed: string
}
/** Nano-dollars; `told` is a threshold in per cent. */
export type BudgetUseTable = { subject_id: string; period: string; period_start: number; spent: number; reserved: number; told: number }

/** What a process has set aside, until when if it does not renew it. */
export type BudgetHoldTable = { id: string; instance_id: string; spans: Json<BudgetSpan[]>; amount: number; expires_at: number }

/** Counted windows that processes share. */
export type LimitWindowTable = { key: string; resets_at: number; used: number }

/** Which migrations have run. */
export type MigrationTable = { name: string; applied_at: number }

/** The one schema, on both engines. Times are milliseconds. */
export type Tables = {
  account: AccountTable
  alias: AliasTable
  api_key: ApiKeyTable
  budget_hold: BudgetHoldTable
  budget_use: BudgetUseTable
  attachment: AttachmentTable
  audit_entry: AuditEntryTable
  chat: ChatTable
  chat_member: ChatMemberTable
  chat_share: ChatShareTable
  chat_summary: ChatSummaryTable
  generation: GenerationTable
  generation_log: GenerationLogTable
  limit_window: LimitWindowTable
  message: MessageTable
  message_rating: MessageRatingTable
  search_target: SearchTargetTable
  search_token: SearchTokenTable
  sealed_key: SealedKeyTable
  provider: ProviderTable
  provider_check: ProviderCheckTable
  provider_watch: ProviderWatchTable
  push_subscription: PushSubscriptionTable
  session: SessionTable
  setting: SettingTable
  usage_batch: UsageBatchTable
  usage_event: UsageEventTable
  usage_rollup: UsageRollupTable
  usage_claim: UsageClaimTable
  webhook: WebhookTable
  webhook_delivery: WebhookDeliveryTable
  webhook_event: WebhookEventTable
  webhook_lane: WebhookLaneTable
  migration: MigrationTable
}
