import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { createCaller } from '../chats/helpers.ts'
import { startPair, ways } from '../helpers/two-paths.ts'
import { makeFolder } from './folder.ts'

const files = {
  'guides/tone.md': '---\ntitle: Tone of voice\n---\n\nShort sentences.\n',
  'coach.md': '---\nkind: prompt\n---\nYou are a coach.\n',
  'large.md': 'x'.repeat(1024 * 1024 + 1),
  'garbage.md': Buffer.from([0xff, 0xfe]),
}

const start = async (t: Test) => {
  const folder = await makeFolder(t, files)
  const [way] = ways
  const server = await startPair(t, way!, { environment: { DOCUMENTS_DIR: folder.path, DEFAULT_MODEL: way!.model } })
  server.upstream.on(way!.path, way!.stream(['Hello!']))
  /** The system texts that reached the upstream with the last question. */
  const told = (): string[] => server.upstream.last().parsed.messages.filter(({ role }: any) => role === 'system').map(({ content }: any) => content)
  const questions = (): number => server.upstream.requests.filter(({ path }) => path === way!.path).length
  return { server, ...folder, ...await createCaller(server), told, questions }
}

const toneText = '# Document: Tone of voice (guides/tone.md)\n\nShort sentences.'

test('the documents of a chat go with every question, under a heading; a prompt goes as it is', async t => {
  const { begin, ask, call, told, write, history } = await start(t)
  const chatId = await begin({ systemPrompt: 'Be kind.', documents: ['guides/tone.md', 'coach.md'] })
  t.equal((await ask(chatId, 'Hi')).status, 200)
  t.strictSame(told(), ['Be kind.', toneText, 'You are a coach.'])

  await write({ 'coach.md': '---\nkind: prompt\n---\nYou are a pirate.' })
  t.equal((await call('PATCH', `/chats/${chatId}`, { documents: ['coach.md', 'guides/tone.md'] })).status, 200)
  const [answer] = await history(chatId)
  await call('POST', `/chats/${chatId}/messages/${answer.id}/regenerate`, {})
  t.strictSame(told(), ['Be kind.', 'You are a pirate.', toneText], 'as they are now, in the order of the chat')

  await call('PATCH', `/chats/${chatId}`, { documents: [], systemPrompt: null })
  await ask(chatId, 'And now?')
  t.strictSame(told(), [])
})

const wrong = [
  ['missing.md', /no document "missing\.md"/],
  ['../secret.md', /no document/],
  ['guides', /no document/],
  ['large.md', /more than 1048576 bytes/],
  ['garbage.md', /not text in UTF-8/],
] as const
for (const [path, message] of wrong) {
  test(`a chat cannot be given ${path}`, async t => {
    const { begin, call } = await start(t)
    const refusal = { status: 400, json: { error: { code: 'invalid_request', param: 'documents[1]', message } } }
    t.match(await call('POST', '/chats', { documents: ['coach.md', path] }), refusal)
    t.strictSame((await call('GET', '/chats')).json.data, [])
    const chatId = await begin({ documents: ['coach.md'] })
    t.match(await call('PATCH', `/chats/${chatId}`, { title: 'x', documents: ['coach.md', path] }), refusal)
    t.match((await call('GET', `/chats/${chatId}`)).json.chat, { title: null, documents: ['coach.md'] })
  })
}

test('a document that has gone since is named when the chat is asked, and nothing is sent or saved', async t => {
  const { begin, ask, stream, call, path, questions, history } = await start(t)
  const chatId = await begin({ documents: ['coach.md', 'guides/tone.md'] })
  await rm(join(path, 'guides/tone.md'))
  t.match(await ask(chatId, 'Hi'), { status: 400, json: { error: { code: 'invalid_request', param: 'documents[1]', message: /"guides\/tone\.md"/ } } })
  t.equal((await stream(chatId, 'Hi')).status, 400)
  t.equal(questions(), 0)
  t.strictSame(await history(chatId), [])
  t.equal((await call('PATCH', `/chats/${chatId}`, { title: 'Still mine' })).status, 200, 'what is not changed is not checked')
  await writeFile(join(path, 'guides/tone.md'), 'Back.')
  t.equal((await ask(chatId, 'Hi')).status, 200)
})

test('documents are for callers with the scope of chats', async t => {
  const { server } = await start(t)
  const { call } = await createCaller(server, ['inference'])
  for (const path of ['/documents', '/documents/coach.md']) t.equal((await call('GET', path)).status, 403)
})
