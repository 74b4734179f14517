// Every change to the schema, in order; each runs once, forward only, and is never edited after a release.
import * as keysAndProviders from './0001-keys-and-providers.ts'
import * as modelOverrides from './0003-model-overrides.ts'
import * as aliases from './0004-aliases.ts'
import * as chats from './0010-chats.ts'
import * as chatSummaries from './0012-chat-summaries.ts'
import * as attachments from './0013-attachments.ts'
import * as accounts from './0020-accounts.ts'
import * as usage from './0030-usage.ts'
import * as webhooks from './0040-webhooks.ts'
import * as auditLog from './0041-audit-log.ts'
import * as keyBounds from './0050-key-bounds.ts'
import * as budgets from './0051-budgets.ts'
import * as providerLimits from './0060-provider-limits.ts'
import * as providerHealth from './0061-provider-health.ts'
import * as aliasCache from './0070-alias-cache.ts'
import * as temporaryChats from './0080-temporary-chats.ts'
import * as messageRatings from './0081-message-ratings.ts'
import * as chatFolders from './0082-chat-folders.ts'
import * as batchSums from './0083-batch-sums.ts'
import * as estimatedUsage from './0084-estimated-usage.ts'
import * as pushSubscriptions from './0085-push-subscriptions.ts'
import type { Kysely } from 'kysely'
import type { Engine } from '../engine.ts'

/** `any`: a migration must not depend on what the tables look like today. */
export type Migration = { up(db: Kysely<any>, engine: Engine): Promise<void> }

export const migrations: ReadonlyMap<string, Migration> = new Map([
  ['0001-keys-and-providers', keysAndProviders],
  ['0003-model-overrides', modelOverrides],
  ['0004-aliases', aliases],
  ['0010-chats', chats],
  ['0012-chat-summaries', chatSummaries],
  ['0013-attachments', attachments],
  ['0020-accounts', accounts],
  ['0030-usage', usage],
  ['0040-webhooks', webhooks],
  ['0041-audit-log', auditLog],
  ['0050-key-bounds', keyBounds],
  ['0051-budgets', budgets],
  ['0060-provider-limits', providerLimits],
  ['0061-provider-health', providerHealth],
  ['0070-alias-cache', aliasCache],
  ['0080-temporary-chats', temporaryChats],
  ['0081-message-ratings', messageRatings],
  ['0082-chat-folders', chatFolders],
  ['0083-batch-sums', batchSums],
  ['0084-estimated-usage', estimatedUsage],
  ['0085-push-subscriptions', pushSubscriptions],
])
