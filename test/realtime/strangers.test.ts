import t from 'tap'
import { readEvents } from '../chats/helpers.ts'
import { forEachServer, register } from '../helpers/people.ts'
import { connect, type Line } from './sockets.ts'

const environment = { SHUTDOWN_TIMEOUT_MS: '0', REGISTRATION: 'open', RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0' }

type Things = { chatId: string; answerId: string; eventId: string; clientRequestId: string }
type Attempt = { says: object; by: 'ok' | 'not_found' | 'invalid_request' | 'forbidden' }

/**
 * What is tried with each event: by whom in her chat, and by a stranger with her ids in a chat of his own. A new event
 * fails until somebody decides.
 */
const rows: Record<string, { least: 'viewer' | 'editor'; says: object; own?: (hers: Things) => Attempt[] }> = {
  'join-chat': { least: 'viewer', says: {}, own: ({ eventId }) => [{ says: { lastEventIds: [eventId] }, by: 'ok' }] },
  'leave-chat': { least: 'viewer', says: {} },
  'chat-message': {
    least: 'editor',
    says: { content: 'hi [delay 0]', parentId: null },
    own: ({ answerId, clientRequestId }) => [
      { says: { content: 'hi [delay 0]', parentId: answerId }, by: 'invalid_request' },
      { says: { content: 'hi [delay 0]', parentId: null, clientRequestId }, by: 'ok' },
    ],
  },
  typing: { least: 'editor', says: { typing: true } },
  stop: { least: 'editor', says: {} },
}
const ranks = ['stranger', 'viewer', 'editor', 'owner'] as const

t.test('every event knows who may say it in which chat, and no id of hers helps a stranger', t => forEachServer(t, environment, async (t, server) => {
  const { json: document } = await server.call('GET', '/asyncapi.json', { key: '' })
  const events = Object.entries<any>(document.operations).filter(([, { action }]) => action === 'receive').map(([key]) => key.replace('client.', ''))
  t.strictSame(events.sort(), Object.keys(rows).sort())

  await register(server, 'root')
  const [ana, ben, cem, dora] = await Promise.all(['ana', 'ben', 'cem', 'dora'].map(name => register(server, name)))
  const lines: Record<typeof ranks[number], Line> = {
    owner: await connect(t, server, ana!.accessToken), stranger: await connect(t, server, ben!.accessToken), viewer: await connect(t, server, cem!.accessToken), editor: await connect(t, server, dora!.accessToken),
  }
  const settle = async (person: typeof ana): Promise<Things> => {
    const { json: { id: chatId } } = await person!.call('POST', '/api/v1/chats', { body: { title: 'canary' } })
    const clientRequestId = `request-in-${chatId}`
    const response = await fetch(`${server.baseUrl}/chats/${chatId}/messages`, { method: 'POST', headers: { authorization: `Bearer ${person!.accessToken}`, 'content-type': 'application/json' }, body: JSON.stringify({ content: 'canary [echo] [delay 0]', clientRequestId, stream: true }) })
    const read = await readEvents(response)
    return { chatId, answerId: read[0]!.data.answer.id, eventId: read[0]!.id, clientRequestId }
  }

  for (const [name, { least, says, own = () => [] }] of Object.entries(rows)) {
    for (const rank of ranks) {
      const hers = await settle(ana)
      for (const [person, role] of [[cem, 'viewer'], [dora, 'editor']] as const) await ana!.call('PUT', `/api/v1/chats/${hers.chatId}/members/${person!.id}`, { body: { role } })
      const before = (await ana!.call('GET', `/api/v1/chats/${hers.chatId}/messages?tree=true`)).json
      const line = lines[rank]
      if (rank !== 'stranger' && name !== 'join-chat') await line.say('join-chat', { chatId: hers.chatId })
      const answer = await line.say(name, { chatId: hers.chatId, ...says })
      if (rank === 'stranger') {
        t.match(answer, { error: { code: 'not_found' } }, `a stranger says ${name}`)
        t.same({ ...answer.error, requestId: '' }, { ...(await line.say(name, { chatId: 'cht_nobody', ...says })).error, requestId: '' }, 'as if there were no such chat')
        t.notMatch(JSON.stringify(line.heard), /canary/)
      } else if (ranks.indexOf(rank) < ranks.indexOf(least)) t.match(answer, { error: { code: 'forbidden' } }, `the ${rank} says ${name}`)
      else t.match(answer, { ok: true }, `the ${rank} says ${name}`)
      if (answer.ok !== true) t.same((await ana!.call('GET', `/api/v1/chats/${hers.chatId}/messages?tree=true`)).json, before, 'nothing was changed')
    }
    const [hers, his] = [await settle(ana), await settle(ben)]
    const line = await connect(t, server, ben!.accessToken)
    for (const { says, by } of own(hers)) {
      const answer = await line.say(name, { chatId: his.chatId, ...says })
      t.match(answer, by === 'ok' ? { ok: true } : { error: { code: by } }, `a stranger says ${name} of his own chat with ${Object.keys(says).join()} of hers`)
      t.notOk(JSON.stringify([answer, line.heard]).includes(hers.answerId), 'and hears nothing of hers')
    }
  }
}))

t.test('who has joined and loses the right to write is refused with the next event, on the same connection', t => forEachServer(t, environment, async (t, server) => {
  await register(server, 'root')
  const [ana, dora] = [await register(server, 'ana'), await register(server, 'dora')]
  const { json: { id: chatId } } = await ana.call('POST', '/api/v1/chats', { body: {} })
  const put = (role: string) => ana.call('PUT', `/api/v1/chats/${chatId}/members/${dora.id}`, { body: { role } })
  const line = await connect(t, server, dora.accessToken)
  for (const [name, { least, says }] of Object.entries(rows).filter(([name]) => name !== 'leave-chat')) {
    await put('editor')
    await line.say('join-chat', { chatId })
    t.match(await line.say(name, { chatId, ...says }), { ok: true })
    await put('viewer')
    t.match(await line.say(name, { chatId, ...says }), least === 'editor' ? { error: { code: 'forbidden' } } : { ok: true }, `${name} as a viewer`)
    await ana.call('DELETE', `/api/v1/chats/${chatId}/members/${dora.id}`)
    t.match(await line.say(name, { chatId, ...says }), { error: { code: 'not_found' } }, `${name} when taken out`)
  }
}))
