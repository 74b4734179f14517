import fp from 'fastify-plugin'
import type { Answers } from '../answers/index.ts'
import type { Accounts, ApiKeys } from '../accounts/index.ts'
import type { Audit } from '../audit/index.ts'
import type { Chats } from '../chats/index.ts'
import type { Config } from '../config/index.ts'
import type { AnswerStore } from '../core/answers.ts'
import type { Bells } from '../core/bells.ts'
import type { Neighbours } from '../core/neighbours.ts'
import type { LimitStore, PartState } from '../core/ports.ts'
import type { Documents } from '../documents/index.ts'
import type { Gateway } from '../gateway/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { LimitedAllowance, Load } from '../limits/index.ts'
import type { Metrics } from '../metrics/index.ts'
import type { Push } from '../push/index.ts'
import type { Registry } from '../registry/index.ts'
import type { Telemetry } from '../telemetry/index.ts'
import type { TokenCounter } from '../tokens/index.ts'
import type { Webhooks } from '../webhooks/index.ts'

/** What the doors may use. Made once by the composition root. */
export type Services = {
  config: Config
  version: string
  startedAt: number
  apiKeys: ApiKeys
  accounts: Accounts
  audit: Audit
  chats: Chats
  documents: Documents
  registry: Registry
  gateway: Gateway
  /** The gateway as doors ask it: kept answers are given where that was asked for. */
  answers: Answers
  /** Where answers are kept that may be given again. */
  keptAnswers: AnswerStore
  ledger: Ledger
  limits: LimitStore
  allowance: LimitedAllowance
  /** Whether there is room for another call to a model. */
  load: Load
  metrics: Metrics
  /** Undefined where nobody collects it. */
  telemetry: Telemetry | undefined
  tokens: TokenCounter
  webhooks: Webhooks
  push: Push
  bells: Bells
  /** Other processes behind the same port; see realtime/neighbours.ts. */
  neighbours: Neighbours | undefined
  /** Asks each part that this process stands on whether it works. */
  checkParts(): Promise<PartState[]>
}

declare module 'fastify' {
  interface FastifyInstance {
    services: Services
  }
}

/** Puts the services on the server. */
export default fp<Services>(async function services (app, made) {
  app.decorate('services', made)
}, { name: 'services' })
