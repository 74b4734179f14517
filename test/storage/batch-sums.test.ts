import type { Kysely } from 'kysely'
import { test } from 'tap'
import { createAnalyticsStore, migrate } from '../../src/storage/index.ts'
import { migrations } from '../../src/storage/migrations/index.ts'
import { forEachPlace } from '../helpers/databases.ts'

const before = new Map([...migrations].filter(([name]) => name < '0083'))
const dawn = Date.parse('2026-11-21T00:00:00Z')

const row = { at: dawn + 1, attempt: 0, operation: 'chat', door: 'openai-chat', route: '/', model: 'gpt-4o', asked: 'fast', status: 'ok', is_stream: 0, attempts: 1, latency_ms: 5, latency_bucket: 7, input_tokens: 3, cost_nano: 11 }
const rows = [
  { ...row, id: 'use_1', provider: 'openai', user_id: 'usr_1' },
  { ...row, id: 'use_2', provider: 'openai', user_id: 'usr_1', at: dawn + 3_600_000 },
  { ...row, id: 'use_3', provider: 'openai', key_id: 'key_1', status: 'aborted', cost_nano: null },
  { ...row, id: 'use_4', status: 'failed', error_kind: 'model_not_found' },
  { ...row, id: 'use_5', provider: 'openai', user_id: 'usr_1', attempt: 1, input_tokens: 5 },
]

test('what an older version has written and not added up is in the sums after the update', t => forEachPlace(t, async (t, place) => {
  const database = await place.open()
  await migrate(database, before)
  const db = database.db as Kysely<any> // as the tables were
  for (const values of rows) await db.insertInto('usage_event').values({ ...values, is_stream: database.engine === 'postgres' ? false : 0 }).execute()
  const { number } = await db.selectFrom('usage_event').select('number').where('id', '=', 'use_1').executeTakeFirstOrThrow()
  await db.updateTable('usage_watermark').set({ number }).execute()
  await migrate(database)
  const { sums } = createAnalyticsStore(database)
  const query = { from: dawn, to: dawn + 86_400_000, filter: {} }
  const said = async (by: 'user' | 'model' | 'hour') => (await sums({ ...query, by })).map(({ group, requests, aborted, errors, inputTokens, costNano, unpriced, latency }) =>
    [group, requests, aborted, errors, inputTokens, costNano, unpriced, latency.get(7)]).sort()
  t.strictSame(await said('user'), [['', 2, 1, 1, 6, 11, 1, 2], ['usr_1', 1, 0, 0, 8, 22, 0, 2]])
  t.strictSame(await said('model'), [['', 1, 0, 1, 3, 11, 0, 1], ['openai/gpt-4o', 2, 1, 0, 11, 22, 1, 3]])
  t.strictSame(await said('hour'), [[String(dawn), 2, 1, 1, 11, 22, 1, 3], [String(dawn + 3_600_000), 1, 0, 0, 3, 11, 0, 1]])
}))
