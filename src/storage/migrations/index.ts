// Every change to the schema, in order; each runs once, forward only, and is never edited after a release.
import * as keysAndProviders from './0001-keys-and-providers.ts'
import type { Kysely } from 'kysely'
import type { Engine } from '../engine.ts'

/** `any`: a migration must not depend on what the tables look like today. */
export type Migration = { up(db: Kysely<any>, engine: Engine): Promise<void> }

export const migrations: ReadonlyMap<string, Migration> = new Map([
  ['0001-keys-and-providers', keysAndProviders],
])
