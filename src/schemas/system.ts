import { Type, type Static } from '@sinclair/typebox'
import { CallerBudget } from './budget.ts'
import { Timestamp } from './common.ts'
import { ProviderStatus } from './provider-state.ts'
import { Nullable, ref, StringEnum } from './type.ts'

export const Health = Type.Object({
  status: Type.Literal('ok', { examples: ['ok'] }),
  version: Type.String({ examples: ['0.1.0'] }),
  uptimeSeconds: Type.Number({ description: 'Since the process started.', examples: [42] }),
}, { $id: 'Health', description: 'The process is alive.' })
export type Health = Static<typeof Health>

export const Part = Type.Object({
  name: Type.String({ examples: ['database'] }),
  ok: Type.Boolean({ examples: [true] }),
  detail: Type.Optional(Type.String({ examples: ['sqlite'] })),
}, { $id: 'Part', description: 'Something that the server stands on.' })

export const Readiness = Type.Object({
  status: StringEnum(['ready', 'not-ready', 'draining'], { examples: ['ready'] }),
  parts: Type.Array(ref(Part)),
}, { $id: 'Readiness', description: 'Whether the server can take requests, and if not, which part is to blame.' })
export type Readiness = Static<typeof Readiness>

export const ProviderCircuits = Type.Object({
  provider: Type.String({ examples: ['groq'] }),
  open: Type.Integer({ description: 'How many of its models are passed over for a while, because they failed or their provider asked for it.', examples: [1] }),
}, { $id: 'ProviderCircuits', description: 'A provider with open circuits.' })

export const LedgerState = Type.Object({
  waiting: Type.Integer({ description: 'Usage events that are not written yet.', examples: [0] }),
  dropped: Type.Integer({ description: 'Usage events that were lost since the start, because the database was down for too long.', examples: [0] }),
}, { $id: 'LedgerState', description: 'How the books are kept.' })

export const LoadReport = Type.Object({
  isShedding: Type.Boolean({ description: 'Whether calls to models are refused now, because there is too much to do.', examples: [false] }),
  lagMs: Type.Integer({ description: 'How late the event loop is, smoothed, in milliseconds.', examples: [2] }),
  residentBytes: Nullable(Type.Integer(), { description: 'Memory that the process holds.', examples: [98_566_144] }),
  shed: Type.Integer({ description: 'Calls to models that were refused since the start.', examples: [0] }),
}, { $id: 'LoadReport', description: 'How much the process has to do.' })

export const Status = Type.Object({
  status: StringEnum(['ok', 'degraded'], { examples: ['ok'] }),
  version: Type.String({ examples: ['0.1.0'] }),
  uptimeSeconds: Type.Number({ examples: [42] }),
  instance: Type.String({ description: 'The process that answers, under another name with each start.', examples: ['ins_019ab3c4d5e67f8a9b0c1d2e3f405162'] }),
  instances: Type.Integer({ description: 'How many processes behave as one: this one and those that it hears of by Redis.', examples: [2] }),
  activeCalls: Type.Integer({ description: 'Calls to providers running now.', examples: [3] }),
  parts: Type.Array(ref(Part)),
  providers: Type.Array(ref(ProviderStatus)),
  circuits: Type.Array(ref(ProviderCircuits), { description: 'Only providers that have open ones.' }),
  ledger: ref(LedgerState),
  load: ref(LoadReport),
}, { $id: 'Status', description: 'What a user wants to know about the server.' })
export type Status = Static<typeof Status>

export const RateLimitWindow = Type.Object({
  window: StringEnum(['minute', 'hour', 'day'], { examples: ['minute'] }),
  limit: Type.Integer({ examples: [10] }),
  used: Type.Integer({ examples: [3] }),
  remaining: Type.Integer({ examples: [7] }),
  resetAt: Timestamp('When the window begins anew.'),
}, { $id: 'RateLimitWindow', description: 'One limit of the caller.' })

export const RateLimit = Type.Object({
  requests: Type.Array(ref(RateLimitWindow), { description: 'Requests. Empty: without limit.' }),
  tokens: Type.Array(ref(RateLimitWindow), { description: 'Tokens, what is set aside for running calls counted as used. Empty: without limit.' }),
  budgets: Type.Array(ref(CallerBudget), { description: 'Every budget that pays for what you ask. Empty: none.' }),
}, { $id: 'RateLimit', description: 'What is left of the caller’s limits.' })
export type RateLimit = Static<typeof RateLimit>
