// What the services need from the outside world. Storage and the composition root supply them.
import type { Usage } from './chat.ts'
import type { ErrorKind } from './errors.ts'
import type { Operation } from './dialect.ts'
import type { Budget, BudgetAccount } from './budgets.ts'
import type { ModelRules } from './model-access.ts'
import type { FetchJson, ModelInfo, ModelOverride, Pricing, Provider } from './provider.ts'

/** Milliseconds since 1970. Handed in so that tests can set the time. */
export type Clock = () => number

/** The part of a logger that services use. */
export type Log = {
  debug(fields: object, message?: string): void
  info(fields: object, message?: string): void
  warn(fields: object, message?: string): void
  error(fields: object, message?: string): void
}

export const scopes = ['inference', 'chats', 'providers', 'analytics', 'webhooks', 'admin'] as const
/** What a key may do. `admin` includes all others. */
export type Scope = typeof scopes[number]

/** Requests and tokens allowed in a window, and calls to models that may run at the same time; absent means without limit. */
export type Limits = { requestsPerMinute?: number; requestsPerHour?: number; requestsPerDay?: number; tokensPerMinute?: number; concurrentRequests?: number }

/** Who is calling, after authentication. The same object for every request of a key or a session until something about it changes. */
export type Principal = {
  readonly type: 'key' | 'user'
  /** `key_…` or `usr_…`. */
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly isAdmin: boolean
  /** How much it may ask itself; of a user, how much of that may be inference. */
  readonly limits: Limits | undefined
  /** The account that it acts for: a user's own id, or that of the user who owns the key. Absent for keys of the house. */
  readonly userId?: string
  /** What all keys of an account may ask of models together with their user; absent for users themselves. */
  readonly accountLimits?: Limits
  /** The login of a user. */
  readonly sessionId?: string
  /** The keys that made it, one the other: what it asks counts in their limits too. Absent: no key did. */
  readonly parents?: readonly { readonly id: string; readonly limits: Limits | undefined }[]
  /** Which models it may ask. Absent: all. */
  readonly models?: ModelRules
  /** Every budget that pays for what it asks: its own, those of the keys that made it, that of its account. Absent: none. */
  readonly budgets?: readonly BudgetAccount[]
}

/** An API key as stored. The secret itself is never stored, only its SHA-256 in hex. Times are milliseconds. */
export type ApiKeyRecord = {
  id: string
  /** The account that it belongs to; undefined for a key of the house. */
  userId: string | undefined
  name: string
  hash: string
  /** The hash of the secret before the last rotation, which works until `previousExpiresAt`. */
  previousHash?: string | undefined
  previousExpiresAt?: number | undefined
  /** The first characters of the secret, enough to recognise it by. */
  hint: string
  scopes: Scope[]
  limits: Limits | undefined
  /** Patterns of the models that it may ask; undefined for all that its maker and its account may. */
  models?: string[] | undefined
  budget?: Budget | undefined
  /** The key that made it, which bounds it for ever. */
  parentId?: string | undefined
  createdBy: string | undefined
  createdAt: number
  updatedAt: number
  expiresAt: number | undefined
  revokedAt: number | undefined
  lastUsedAt: number | undefined
}

/** What a key inherits from the account that it belongs to. */
export type KeyOwner = { isAdmin: boolean; isDisabled: boolean; limits: Limits | undefined; models?: string[] | undefined; budget?: Budget | undefined }

/** A cursor page: rows in id order, newest first. `nextCursor` is undefined on the last page. */
export type Page<T> = { data: T[]; nextCursor: string | undefined }
export type PageQuery = { limit: number; cursor?: string | undefined }

export type ApiKeyStore = {
  /** Throws GatewayError `conflict` when the id is taken. */
  insert(record: ApiKeyRecord): Promise<void>
  /** By the current hash or the previous one. `owner` is there for keys that belong to an account, `parents` for those that a key made, nearest first. */
  findByHash(hash: string): Promise<(ApiKeyRecord & { owner?: KeyOwner; parents?: ApiKeyRecord[] }) | undefined>
  find(id: string): Promise<ApiKeyRecord | undefined>
  /** All of them, or those of one account. */
  list(query: PageQuery & { userId?: string | undefined }): Promise<Page<ApiKeyRecord>>
  /** Writes the changed fields; undefined when there is no such row. A field set to undefined is cleared. */
  update(id: string, change: Partial<Omit<ApiKeyRecord, 'id'>>): Promise<ApiKeyRecord | undefined>
  /** Revokes all that a key made, and what those made; returns the ids of those that were not revoked yet. */
  revokeChildren(id: string, at: number): Promise<string[]>
  /** One transaction for many keys: id → when it was last used. */
  touch(used: ReadonlyMap<string, number>): Promise<void>
  isEmpty(): Promise<boolean>
}

/** A configured provider. `settings` holds what its kind declares, the credential included, in the clear: it lives in memory only. */
export type ProviderRecord = {
  id: string
  /** A slug, unique; prefixes the provider's models. */
  name: string
  kind: string
  source: 'database' | 'environment' | 'builtin'
  settings: Record<string, unknown> & { baseUrl: string; apiKey?: string }
  /** Extra headers for every call, which may be secret too. */
  headers: Record<string, string>
  /** Absent: whatever the provider has. Present: only these. */
  models: string[] | undefined
  isEnabled: boolean
  timeoutMs: number | undefined
  firstTokenTimeoutMs?: number | undefined
  totalTimeoutMs?: number | undefined
  maxConcurrency: number | undefined
  /** How many more may wait for a place. Absent: none. */
  maxQueue?: number | undefined
  queueTimeoutMs?: number | undefined
  /** By the provider's own name for the model. */
  modelOverrides?: Readonly<Record<string, ModelOverride>>
  /** Whether its address may be private (10.x, 127.x …). True when an admin, the operator or the house made it. */
  allowsPrivate: boolean
  createdBy: string | undefined
  createdAt: number
  updatedAt: number
}

/** Keeps provider records; seals `settings` and `headers` at rest. */
export type ProviderStore = {
  /** Throws GatewayError `conflict` with param `name` when the name is taken. */
  insert(record: ProviderRecord): Promise<void>
  /** Every row; there are few. */
  all(): Promise<ProviderRecord[]>
  /** Replaces the row of the same id. Throws `conflict` like insert. False when there is no such row. */
  replace(record: ProviderRecord): Promise<boolean>
  remove(id: string): Promise<boolean>
}

/** `ordered`: the first target is tried first. `weighted`: the first one is drawn by weight, anew for each chat, session or user that is named. The rest are fallbacks. */
export const aliasStrategies = ['ordered', 'weighted'] as const
export type AliasStrategy = typeof aliasStrategies[number]

/** A name of a model, but no alias. Absent `weight`: 1. */
export type AliasTarget = { model: string; weight?: number }

/** A model name of the operator's own. Times are milliseconds. */
export type AliasRecord = {
  /** Unique; it goes before a model of the same name. */
  name: string
  /** At least one. */
  targets: AliasTarget[]
  strategy: AliasStrategy
  /** For requests without a system prompt of their own; see core/prompt.ts. */
  systemPrompt: string | undefined
  /** How long answers to deterministic requests are kept; undefined: as the server does. */
  cacheTtlMs: number | undefined
  description: string | undefined
  createdAt: number
  updatedAt: number
}

export type AliasStore = {
  /** Every row by name; there are few. */
  all(): Promise<AliasRecord[]>
  /** Inserts the row, or replaces the one of this name but for `createdAt`. Returns what is stored now. */
  put(record: AliasRecord): Promise<AliasRecord>
  remove(name: string): Promise<boolean>
}

/** Discovered models of a provider, and when (milliseconds). */
export type Discovery = { models: ModelInfo[]; fetchedAt: number }

/** Seals text for one place in the database. Opening it anywhere else fails. */
export type Vault = {
  seal(text: string, place: SealedPlace): string
  /** Throws when the key is unknown, the place differs or a byte was changed. */
  open(sealed: string, place: SealedPlace): string
  /** Whether it is sealed under a key other than the first: rotate it. */
  isStale(sealed: string): boolean
}
export type SealedPlace = { table: string; column: string; row: string }

/** One counted window. `resetAt` is milliseconds. */
export type WindowState = { limit: number; used: number; resetAt: number }
/** `amount`: how much is to be counted; absent: one. */
export type WindowRequest = { key: string; limit: number; windowMs: number; amount?: number }
/** `isLocal`: counted in this process because the shared store did not answer. */
export type Taken = { ok: boolean; windows: WindowState[]; isLocal?: boolean }

/** Counts in fixed windows. In process it answers at once; a shared one answers later. */
export type LimitStore = {
  /** Counts in every window when all have room; counts nowhere when one has not. States in the order asked. */
  take(windows: readonly WindowRequest[]): Taken | Promise<Taken>
  /** Corrects what `take` has counted, if the very windows are still open: `by` is added to each, also past its limit, or taken back when negative. */
  adjust(windows: readonly WindowRequest[], taken: Taken, by: number): void | Promise<void>
  /** Takes back one that `take` has counted, as if it had not been asked. */
  giveBack(windows: readonly WindowRequest[]): void | Promise<void>
  /** Reads without counting. */
  peek(windows: readonly WindowRequest[]): WindowState[] | Promise<WindowState[]>
}

/** Whether a part of the process works. `detail` never holds a secret. */
export type PartState = { name: string; ok: boolean; detail?: string }

/** One place a request may go to. `model` is the provider's own name for it. */
export type Target = { record: ProviderRecord; plugin: Provider; model: string }

/** A model name of the operator's own. `models` are the names it stands for, in the order in which they are to be tried this time. */
export type AliasChoice = { models: readonly string[]; systemPrompt: string | undefined; cacheTtlMs: number | undefined }

/** How one call to a provider went, seen in passing. The user's own mistakes count as ok. */
export type Observation = { providerId: string; at: number; ok: boolean; latencyMs: number; errorKind?: ErrorKind }

/** Who serves a model, and how they fare. The gateway asks it on every request, so it answers from memory when it can. */
export type Directory = {
  /** Throws GatewayError `model_not_found` with param `model`. */
  resolve(model: string): Target | Promise<Target>
  /** What an alias stands for, chosen by its weights: the same for the same `affinity`, else anew each time; undefined for any other name. From memory. */
  alias(name: string, affinity?: string): AliasChoice | undefined
  /** What tokens of a target cost; undefined when nobody knows. From memory. */
  priceOf(target: Target): Pricing | undefined
  /** How many tokens a target takes; undefined when nobody knows. From memory. */
  windowOf?(target: Target): number | undefined
  /** The longest answer that a target gives, in tokens; undefined when nobody knows. From memory. */
  outputLimitOf?(target: Target): number | undefined
  observe(observation: Observation): void
}

/** What a call to a target is about to take. */
export type SpendRequest = {
  caller: Principal
  /** The model or alias as the client named it. */
  asked: string
  /** Whether `asked` is an alias, behind which the operator has put the target. */
  isAliased: boolean
  target: Target
  operation: Operation
  pricing: Pricing | undefined
  body: Record<string, unknown>
  /** The body's size as it came; 0 for the house's own calls, which were never bytes. */
  bodyBytes: number
  /** What the house may put before the client's prompt. */
  systemPrompt: string | undefined
  /** As the request limits it; undefined when it does not. */
  maxOutputTokens: number | undefined
}

/** What a call has used, as its receipt says it; nothing when it used nothing. */
export type Spent = { usage: Partial<Usage> | undefined; costUsd: number | undefined }

/** What was set aside for a call. Settled exactly once, with what was used. `promptTokens`: as the prompt was estimated, if it was. */
export type Hold = { readonly promptTokens?: number | undefined; settle(spent: Spent): void }

/**
 * Holds callers to what they may use. The gateway asks it before each attempt of whoever it concerns. Throws or rejects with
 * GatewayError `model_not_found`, `rate_limited`, `insufficient_quota` and the like; undefined when there is nothing to set
 * aside. At once where it can.
 */
export type Allowance = {
  /** Whether anything holds this caller. From memory. */
  concerns(caller: Principal): boolean
  reserve(request: SpendRequest): Hold | undefined | Promise<Hold | undefined>
}

/** How outgoing calls that are not on the token path are made: bounded in time (milliseconds) and in size, behind the egress guard. */
export type CreateFetchJson = (policy: { allowsPrivate: boolean; timeoutMs: number; signal?: AbortSignal }) => FetchJson
