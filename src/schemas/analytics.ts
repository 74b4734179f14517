import { type Static, Type } from '@sinclair/typebox'
import { usageGroupings } from '../core/ledger.ts'
import { NextCursor, PageQuery, Timestamp } from './common.ts'
import { Pricing } from './model.ts'
import { Nullable, ref, StringEnum } from './type.ts'

const count = (description: string, example: number) => Type.Integer({ description, examples: [example] })

export const Percentiles = Type.Object({
  p50: Type.Number({ examples: [812.5] }),
  p95: Type.Number({ examples: [2410.1] }),
  p99: Type.Number({ examples: [5120.7] }),
}, { $id: 'Percentiles', additionalProperties: false, description: 'Milliseconds that so many of a hundred did not exceed, to within 2.2 %.' })
export type Percentiles = Static<typeof Percentiles>

const sums = {
  requests: count('Calls to models.', 1200),
  errors: count('Of these, how many failed.', 14),
  aborted: count('Of these, how many the client broke off.', 3),
  cacheHits: count('Of these, how many the response cache answered.', 40),
  inputTokens: count('Tokens of prompts that no prompt cache was used for. The four kinds do not overlap.', 481_000),
  outputTokens: count('Tokens of answers, reasoning included.', 96_000),
  cacheReadTokens: count('Tokens of prompts that providers had in their prompt caches.', 120_000),
  cacheWriteTokens: count('Tokens of prompts that providers wrote into their prompt caches.', 2000),
  reasoningTokens: count('Of the tokens of answers, how many were reasoning.', 30_000),
  costUsd: Type.Number({ description: 'What it cost in US dollars, as far as prices were known.', examples: [1.2345] }),
  unpricedRequests: count('Calls with tokens whose price nobody knew: their cost is missing.', 0),
  latencyMs: Nullable(ref(Percentiles), { description: 'How long successful calls took, to their end. Null when there are none.' }),
  timeToFirstTokenMs: Nullable(ref(Percentiles), { description: 'How long streams took to begin. Null when there are none.' }),
}

export const UsageTotals = Type.Object(sums, { $id: 'UsageTotals', additionalProperties: false, description: 'What calls to models came to.' })
export type UsageTotals = Static<typeof UsageTotals>

export const UsageRow = Type.Object({
  group: Nullable(Type.String(), { description: 'What they have in common: a model as `provider/model`, an id, or the beginning of an hour or day. Null where there is none: a key of the house has no user.', examples: ['openai/gpt-4o-mini'] }),
  name: Nullable(Type.String(), { description: 'What the user or key is called; null for other groups and those who are gone.', examples: [null] }),
  ...sums,
}, { $id: 'UsageRow', additionalProperties: false, description: 'What the calls of one group came to.' })
export type UsageRow = Static<typeof UsageRow>

const grouping = StringEnum(usageGroupings, { description: 'What is told apart. `asked` is the name that clients used, such as an alias. Hours and days are those of UTC.', examples: ['model'] })

export const UsageReport = Type.Object({
  from: Timestamp('The beginning of the first hour.'),
  to: Timestamp('The end of the last hour.'),
  groupBy: grouping,
  data: Type.Array(ref(UsageRow), { description: 'Hours and days in order, those without calls too; else the costliest first.' }),
}, { $id: 'UsageReport', additionalProperties: false, description: 'Usage in a period, group by group.' })
export type UsageReport = Static<typeof UsageReport>

export const UsageSummary = Type.Object({
  from: Timestamp('The beginning of the first hour.'),
  to: Timestamp('The end of the last hour.'),
  totals: ref(UsageTotals),
  previous: ref(UsageTotals),
  topModels: Type.Array(ref(UsageRow), { description: 'The ten models that cost most.' }),
}, { $id: 'UsageSummary', additionalProperties: false, description: 'Usage in a period, and in the period before it, which is as long (`previous`).' })
export type UsageSummary = Static<typeof UsageSummary>

export const FailedAttempt = Type.Object({
  provider: Type.String({ examples: ['openai'] }),
  model: Type.String({ examples: ['gpt-4o'] }),
  error: Type.String({ description: 'A code of the table of errors.', examples: ['upstream_overloaded'] }),
  latencyMs: count('How long it took.', 120),
  costUsd: Nullable(Type.Number(), { description: 'What the provider counted all the same, in US dollars.', examples: [null] }),
}, { $id: 'FailedAttempt', additionalProperties: false, description: 'A provider that was tried and failed.' })

const id = (description: string, example: string) => Nullable(Type.String(), { description, examples: [example] })
const tokens = (description: string, example: number | null) => Nullable(Type.Integer(), { description: `${description} Null when nobody knows.`, examples: [example] })

export const UsageRequest = Type.Object({
  id: Type.String({ examples: ['use_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  at: Timestamp('When it came.'),
  requestId: id('The same as the header `x-request-id` of its answer.', 'req_mb3k2-1f'),
  operation: StringEnum(['chat', 'embeddings', 'count-tokens'], { description: 'What was asked for. Counting tokens is free of charge.', examples: ['chat'] }),
  door: Type.String({ description: 'The dialect that the client spoke; `house` for chats.', examples: ['openai-chat'] }),
  route: Type.String({ examples: ['/api/v1/chat/completions'] }),
  provider: id('Who answered, or failed last.', 'openai'),
  model: Type.String({ description: 'The provider’s name for the model.', examples: ['gpt-4o-mini'] }),
  asked: Type.String({ description: 'The model or alias that the client named.', examples: ['fast'] }),
  userId: id('Whose it was; `usr_erased` when the account is gone.', 'usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'),
  keyId: id('The key that was used; null for somebody who was signed in.', 'key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'),
  chatId: id('The chat that it belonged to.', 'cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'),
  endUser: id('For whom it was, as the client says.', 'customer-42'),
  status: StringEnum(['ok', 'failed', 'aborted'], { description: '`aborted`: the client went away.', examples: ['ok'] }),
  error: id('A code of the table of errors, when it failed.', 'upstream_timeout'),
  stream: Type.Boolean({ examples: [true] }),
  cache: Nullable(StringEnum(['hit', 'miss']), { description: 'Whether the response cache answered; null when it was not asked.', examples: [null] }),
  inputTokens: tokens('Of the prompt, where no prompt cache was used.', 812),
  outputTokens: tokens('Of the answer.', 164),
  cacheReadTokens: tokens('Of the prompt, from the provider’s prompt cache.', 0),
  cacheWriteTokens: tokens('Of the prompt, into the provider’s prompt cache.', 0),
  reasoningTokens: tokens('Of the answer, reasoning.', null),
  estimated: Type.Boolean({ description: 'Whether the provider did not come to count, as when the answer was broken off: then tokens and cost are the estimate that budgets are charged with.', examples: [false] }),
  costUsd: Nullable(Type.Number(), { description: 'In US dollars, without failed attempts. Null when nobody knew the price.', examples: [0.0002202] }),
  pricing: Nullable(ref(Pricing), { description: 'The prices by which that was reckoned.' }),
  latencyMs: count('To the end.', 1420),
  timeToFirstTokenMs: Nullable(Type.Integer(), { description: 'To the first of the answer.', examples: [380] }),
  attempts: count('How many providers were tried, all in all.', 1),
  failedAttempts: Type.Array(ref(FailedAttempt)),
}, { $id: 'UsageRequest', additionalProperties: false, description: 'One call to a model. Nothing of what was asked or answered.' })
export type UsageRequest = Static<typeof UsageRequest>

export const UsageRequestPage = Type.Object({ data: Type.Array(ref(UsageRequest)), nextCursor: NextCursor },
  { $id: 'UsageRequestPage', additionalProperties: false, description: 'Calls to models, newest first. A page may have fewer than asked for, even none, before the last one: `nextCursor` says whether there is more.' })
export type UsageRequestPage = Static<typeof UsageRequestPage>

export const UsageTable = Type.String({ $id: 'UsageTable', description: 'The same as a table of comma-separated values (RFC 4180) with a line of names. Cells that a spreadsheet would take for a formula begin with an apostrophe.', examples: ['group,name,requests\r\nopenai/gpt-4o-mini,,1200\r\n'] })

const name = (description: string, example: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 300, description, examples: [example] }))
const period = {
  from: Type.Optional(Type.String({ maxLength: 40, description: 'From when on: a time, or a date in UTC. Absent: 30 days before `to`.', examples: ['2026-11-01'] })),
  to: Type.Optional(Type.String({ maxLength: 40, description: 'Until when. Absent: now.', examples: ['2026-11-21T09:30:00Z'] })),
  format: Type.Optional(StringEnum(['json', 'csv'], { description: 'Absent: what the header `accept` prefers.' })),
}
const filter = {
  model: name('Only this model, as its provider calls it.', 'gpt-4o-mini'),
  provider: name('Only this provider, by name.', 'openai'),
  asked: name('Only what clients asked for by this name.', 'fast'),
  userId: name('Only what this user and their keys asked.', 'usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'),
  keyId: name('Only what was asked with this key.', 'key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'),
}

export const UsageQuery = Type.Object({ ...period, groupBy: Type.Optional(StringEnum(usageGroupings, { ...grouping, default: 'model' })), ...filter }, { additionalProperties: false })
export const SummaryQuery = Type.Object({ ...period, ...filter }, { additionalProperties: false })
export const RequestQuery = Type.Object({
  ...PageQuery.properties,
  ...period,
  ...filter,
  status: Type.Optional(StringEnum(['ok', 'failed', 'aborted'], { description: 'Only those that ended so.' })),
  chatId: name('Only those of this chat.', 'cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'),
}, { additionalProperties: false })

export type UsageQuery = Static<typeof UsageQuery>
export type SummaryQuery = Static<typeof SummaryQuery>
export type RequestQuery = Static<typeof RequestQuery>
