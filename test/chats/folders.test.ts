import t from 'tap'
import { forEachServer } from '../helpers/people.ts'
import { createCaller } from './helpers.ts'

const environment = { SHUTDOWN_TIMEOUT_MS: '0', RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0' }

t.test('folders', t => forEachServer(t, environment, async (t, server) => {
  const { call, begin } = await createCaller(server)
  const folderOf = async (id: string) => (await call('GET', `/chats/${id}`)).json.chat.folder
  const listed = async (folder: string) => (await call('GET', `/chats?folder=${encodeURIComponent(folder)}`)).json.data.map(({ id, folder }: any) => [id, folder])

  await t.test('a chat is begun in one, moved to another, and out of it', async t => {
    const [travel, none, other] = [await begin({ folder: 'Travel & 100 %' }), await begin({ folder: null }), await begin()]
    t.equal(await folderOf(travel), 'Travel & 100 %')
    t.equal(await folderOf(none), null)
    t.equal(await folderOf(other), null)
    t.strictSame(await listed('Travel & 100 %'), [[travel, 'Travel & 100 %']])
    t.strictSame(await listed('Travel & 100'), [])
    t.match(await call('PATCH', `/chats/${other}`, { folder: 'Travel & 100 %' }), { status: 200, json: { folder: 'Travel & 100 %' } })
    t.strictSame(await listed('Travel & 100 %'), [[other, 'Travel & 100 %'], [travel, 'Travel & 100 %']])
    await call('PATCH', `/chats/${travel}`, { title: 'Renamed' })
    t.equal(await folderOf(travel), 'Travel & 100 %', 'what is absent stays')
    await call('PATCH', `/chats/${travel}`, { folder: null })
    t.equal(await folderOf(travel), null)
    t.strictSame(await listed('Travel & 100 %'), [[other, 'Travel & 100 %']])
    t.ok((await call('GET', '/chats')).json.data.every((chat: any) => 'folder' in chat))
  })

  await t.test('a name has words, and not too many', async t => {
    for (const folder of ['', '   ', 'a'.repeat(101), 7]) t.match(await call('POST', '/chats', { folder }), { status: 400, json: { error: { param: 'folder' } } }, String(folder))
  })

  await t.test('it goes along when a chat is exported and imported', async t => {
    const id = await begin({ folder: 'Work', title: 'Plans' })
    await call('POST', `/chats/${id}/messages`, { content: 'hello [delay 0]' })
    const { json } = await call('GET', `/chats/${id}/export?format=json`)
    t.equal(json.folder, 'Work')
    const { json: { items: [{ chatId }] } } = await call('POST', '/chats/import', json)
    t.equal(await folderOf(chatId), 'Work')
  })
}))
