import t from 'tap'
import { startApp } from '../helpers/app.ts'
import { forEachPlace } from '../helpers/databases.ts'
import { createCaller } from './helpers.ts'

const dayMs = 86_400_000
const until = async (isTrue: () => Promise<boolean>) => { while (!await isTrue()) await new Promise(resolve => setTimeout(resolve, 50)) }

void forEachPlace(t, async (t, { url, dataDir, open }) => {
  const environment = { DATA_DIR: dataDir, ...url !== undefined && { DATABASE_URL: url }, CHAT_RETENTION_DAYS: '30', PINNED_CHAT_RETENTION_DAYS: '365', SHUTDOWN_TIMEOUT_MS: '0' }
  const first = await startApp(t, environment)
  const caller = await createCaller(first)
  const { call, ask, begin } = caller
  const found = async (word: string): Promise<string[]> => (await call('GET', `/chats?q=${word}`)).json.data.map(({ id }: { id: string }) => id)
  const listed = async (query = ''): Promise<string[]> => (await call('GET', `/chats${query}`)).json.data.map(({ id }: { id: string }) => id)
  const make = async (word: string, more: object = {}): Promise<string> => {
    const id = await begin(more)
    await ask(id, [{ type: 'text', text: `${word} [delay 0]` }, { type: 'image', url: `data:image/png;base64,${Buffer.alloc(6000, word).toString('base64')}` }])
    return id
  }
  const chats = { normal: await make('xylophone'), pinned: await make('marimba'), temporary: await make('glockenspiel', { temporary: true }), kept: await make('vibraphone', { temporary: true }), fresh: await make('celesta') }

  await t.test('a temporary chat works, and is neither listed nor found until it is kept after all', async t => {
    t.match((await call('GET', `/chats/${chats.temporary}`)).json, { chat: { temporary: true } })
    await until(async () => (await found('xylophone')).length === 1)
    t.strictSame(await found('glockenspiel'), [])
    t.strictSame((await listed()).sort(), [chats.normal, chats.pinned, chats.fresh].sort())
    t.strictSame((await listed('?temporary=true')).sort(), [chats.temporary, chats.kept].sort())
    t.equal((await call('PATCH', `/chats/${chats.normal}`, { temporary: true })).status, 400)
    t.match((await call('PATCH', `/chats/${chats.kept}`, { temporary: false })).json, { temporary: false })
    await until(async () => (await found('vibraphone')).length === 1)
    await call('PATCH', `/chats/${chats.pinned}`, { pinned: true })
  })

  await t.test('what is too old goes with everything that was made of it, each kind in its time', async t => {
    const { json: { token } } = await call('POST', `/chats/${chats.normal}/share`, {})
    t.equal((await first.call('GET', `/api/v1/shared/${token}`, { key: '' })).status, 200)
    await Promise.all(first.apps.map(app => app.close()))
    const database = await open()
    t.teardown(() => database.close())
    // two days for those that are temporary, two months for the others
    await database.db.updateTable('chat').set({ active_at: Date.now() - 2 * dayMs }).where('id', '=', chats.temporary).execute()
    await database.db.updateTable('chat').set({ active_at: Date.now() - 60 * dayMs }).where('id', 'in', [chats.normal, chats.pinned, chats.kept]).execute()
    const second = await startApp(t, environment)
    const left = async () => (await database.db.selectFrom('chat').select('id').orderBy('id').execute()).map(({ id }) => id)
    await until(async () => (await left()).length === 2)
    t.strictSame(await left(), [chats.pinned, chats.fresh].sort())
    for (const table of ['message', 'chat_share', 'chat_summary', 'attachment', 'generation', 'search_target'] as const) {
      const rows = await database.db.selectFrom(table).select('chat_id').where('chat_id', 'in', [chats.normal, chats.temporary, chats.kept]).execute()
      t.strictSame(rows, [], table)
    }
    const logs = await database.db.selectFrom('generation_log').leftJoin('generation', 'generation.id', 'generation_log.generation_id').select('generation_log.generation_id').where('generation.id', 'is', null).execute()
    t.strictSame(logs, [], 'no log of an answer is left without one')
    t.equal((await second.call('GET', `/api/v1/shared/${token}`, { key: '' })).status, 404)
    t.match((await second.call('GET', `/api/v1/chats/${chats.normal}`)).status, 404)
    t.ok(second.lines.some(line => line.includes('chats whose time is over were removed') && line.includes('"removed":3')))
  })
})
