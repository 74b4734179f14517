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

const start = async (t: Test, environment: Record<string, string> = {}) => {
  const folder = await makeFolder(t, files)
  const [way] = ways
  const server = await startPair(t, way!, { environment: { DOCUMENTS_DIR: folder.path, DEFAULT_MODEL: way!.model, ...environment } })
  server.upstream.on(way!.path, way!.stream(['Hello!']))
  /** The system texts that reached the upstream with the last question. */
  const told = (): string[] => server.upstream.last().parsed.messages.filter(({ role }: any) => role === 'system').map(({ content }: any) => content)
  return { server, ...folder, ...await createCaller(server), told }
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

test('documents do not push out the prompt of the server or of an alias; a prompt of the chat’s own does', async t => {
  const { server, begin, ask, told } = await start(t, { SYSTEM_PROMPT: 'You work for Example Inc.' })
  await server.call('PUT', '/api/v1/aliases/helper', { body: { targets: [{ model: 'up/m' }], systemPrompt: 'You are {{provider}}’s helper.' } })
  for (const [what, chat, prompts] of [
    ['the server’s prompt', {}, ['You work for Example Inc.', toneText]],
    ['an alias’s prompt', { model: 'helper' }, ['You are up’s helper.', toneText]],
    ['the chat’s own prompt', { systemPrompt: 'Be kind.' }, ['Be kind.', toneText]],
    ['its own prompt, of an alias', { model: 'helper', systemPrompt: 'Be kind.' }, ['Be kind.', toneText]],
  ] as const) {
    const chatId = await begin({ ...chat, documents: ['guides/tone.md'] })
    t.equal((await ask(chatId, 'Hi')).status, 200)
    t.strictSame(told(), prompts, what)
  }
  const chosen = await begin({ documents: ['guides/tone.md', 'coach.md'] })
  await ask(chosen, 'Hi')
  t.strictSame(told(), [toneText, 'You are a coach.'], 'a document that is a prompt stands in its place')
})

test('what the house adds counts against the window, too', async t => {
  const without = await start(t)
  const { json: { answer: { contextUsage: few } } } = await without.ask(await without.begin(), 'Hi')
  const { begin, ask } = await start(t, { SYSTEM_PROMPT: 'word '.repeat(500) })
  const { json: { answer: { contextUsage: many } } } = await ask(await begin(), 'Hi')
  t.ok(many.tokens > few.tokens + 450, `${many.tokens} and ${few.tokens}`)
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

test('a document that has gone since is missed aloud: the answer says so, and the model is told', async t => {
  const { begin, ask, call, path, told } = await start(t)
  const chatId = await begin({ documents: ['coach.md', 'guides/tone.md'] })
  await rm(join(path, 'guides/tone.md'))
  const { status, json } = await ask(chatId, 'Hi')
  t.equal(status, 200)
  t.match(json.answer.contextUsage, { missingDocuments: ['guides/tone.md'] })
  t.match(told(), ['You are a coach.', /guides\/tone\.md[^]*cannot be read/])
  t.equal((await call('PATCH', `/chats/${chatId}`, { title: 'Still mine' })).status, 200, 'what is not changed is not checked')
  await writeFile(join(path, 'guides/tone.md'), 'Back.')
  t.notOk('missingDocuments' in (await ask(chatId, 'Hi')).json.answer.contextUsage)
  t.match(told(), ['You are a coach.', /Back\./])
})

test('an imported chat whose documents are not here is usable, and uses them as soon as they are', async t => {
  const { call, ask, told, write } = await start(t)
  const file = { format: 'parlance-chat', version: 1, title: 'From elsewhere', documents: ['elsewhere.md'], messages: [{ id: 'a', parentId: null, role: 'user', content: [{ type: 'text', text: 'Hello' }] }] }
  const { json: { items: [item] } } = await call('POST', '/chats/import', file)
  t.match(item, { status: 'imported', warnings: [/elsewhere\.md cannot be read here/] })
  const { status, json } = await ask(item.chatId, 'Hi')
  t.equal(status, 200)
  t.strictSame(json.answer.contextUsage.missingDocuments, ['elsewhere.md'])
  await write({ 'elsewhere.md': 'It has come.' })
  t.notOk('missingDocuments' in (await ask(item.chatId, 'And now?')).json.answer.contextUsage)
  t.match(told(), [/It has come\./])
})

test('documents are for callers with the scope of chats', async t => {
  const { server } = await start(t)
  const { call } = await createCaller(server, ['inference'])
  for (const path of ['/documents', '/documents/coach.md']) t.equal((await call('GET', path)).status, 403)
})
