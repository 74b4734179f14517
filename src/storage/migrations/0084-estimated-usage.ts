import { type Kysely, sql } from 'kysely'

/** Whether the tokens of a call were estimated. Those before were all told by providers. */
export const up = async (db: Kysely<any>): Promise<void> => {
  await db.schema.alterTable('usage_event').addColumn('is_estimated', 'boolean', column => column.notNull().defaultTo(sql`false`)).execute()
}
