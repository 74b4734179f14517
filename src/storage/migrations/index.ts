// Every change to the schema, in order; each runs once, forward only, and is never edited after a release.
import * as keysAndProviders from './0001-keys-and-providers.ts'
import * as modelOverrides from './0003-model-overrides.ts'
import * as aliases from './0004-aliases.ts'
import * as chats from './0010-chats.ts'
import * as accounts from './0020-accounts.ts'
import * as keyBounds from './0050-key-bounds.ts'
import * as budgets from './0051-budgets.ts'
import type { Kysely } from 'kysely'
import type { Engine } from '../engine.ts'

/** `any`: a migration must not depend on what the tables look like today. */
export type Migration = { up(db: Kysely<any>, engine: Engine): Promise<void> }

export const migrations: ReadonlyMap<string, Migration> = new Map([
  ['0001-keys-and-providers', keysAndProviders],
  ['0003-model-overrides', modelOverrides],
  ['0004-aliases', aliases],
  ['0010-chats', chats],
  ['0020-accounts', accounts],
  ['0050-key-bounds', keyBounds],
  ['0051-budgets', budgets],
])
