import t, { type Test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { register } from '../helpers/people.ts'
import { createCaller } from './helpers.ts'

const start = async (t: Test) => {
  const server = await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0', RATELIMIT_PER_MINUTE: '0' })
  return { server, ...await createCaller(server) }
}

const message = (id: string, parentId: string | null, role: string, text: string, more: object = {}) => ({ id, parentId, role, content: [{ type: 'text', text }], ...more })
const file = (messages: object[], more: object = {}) => ({ format: 'parlance-chat', version: 1, title: 'Imported', messages, ...more })

t.test('a chat is exported whole: its settings and every branch', async t => {
  const { call, ask } = await start(t)
  const { json: { id: chatId } } = await call('POST', '/chats', { title: 'Holiday plans', model: 'demo/parlance', systemPrompt: 'Be brief.', tags: ['travel'] })
  const first = (await ask(chatId, [{ type: 'text', text: 'one [delay 0]' }, { type: 'file', url: 'data:text/plain;base64,aGVsbG8=', name: 'a.txt' }])).json
  const edited = (await ask(chatId, 'one, edited [fail 500]', { parentId: null })).json
  const again = (await call('POST', `/chats/${chatId}/messages/${first.answer.id}/regenerate`, {})).json
  const { status, json, headers } = await call('GET', `/chats/${chatId}/export`)
  t.equal(status, 200)
  t.match(Object.fromEntries(headers), { 'content-type': 'application/json; charset=utf-8', 'content-disposition': 'attachment; filename="Holiday plans.json"; filename*=UTF-8\'\'Holiday%20plans.json', 'cache-control': 'no-store' })
  t.match(json, { format: 'parlance-chat', version: 1, title: 'Holiday plans', model: 'demo/parlance', systemPrompt: 'Be brief.', tags: ['travel'], pinned: false, archived: false, leafId: again.answer.id })
  t.strictSame(json.messages.map(({ id, parentId, role, status }: any) => ({ id, parentId, role, status })), [first.question, first.answer, edited.question, edited.answer, again.answer].map(({ id, parentId, role, status }: any) => ({ id, parentId, role, status })))
  for (const field of ['content', 'model', 'provider', 'finishReason', 'usage', 'costUsd', 'contextUsage', 'error', 'createdAt', 'completedAt']) t.strictSame(json.messages[1][field], first.answer[field], field)
  t.strictSame(json.messages[0].content, first.question.content)
  t.match(json.messages[3], { status: 'failed', error: { code: 'upstream_failed' } })
  t.notMatch(JSON.stringify(json), /authorId|ownerId|key_/)
})

t.test('a long chat is exported in one piece', async t => {
  const { call } = await start(t)
  const messages = Array.from({ length: 450 }, (_, at) => message(`m${at}`, at === 0 ? null : `m${at - 1}`, at % 2 === 0 ? 'user' : 'assistant', `number ${at}`))
  const { json: { items: [{ chatId }] } } = await call('POST', '/chats/import', file(messages))
  const { json } = await call('GET', `/chats/${chatId}/export`)
  t.strictSame(json.messages.map(({ content }: any) => content[0].text), messages.map(({ content }) => content[0]!.text))
  const text = (await call('GET', `/chats/${chatId}/export?format=markdown`)).text
  t.equal(text.match(/^number \d+$/gm)!.length, 450)
})

t.test('the branch that is shown is exported to be read', async t => {
  const { call } = await start(t)
  const createdAt = '2026-03-01T10:00:00.000Z'
  const { json: { items: [{ chatId }] } } = await call('POST', '/chats/import', file([
    message('q', null, 'user', 'See [this](x)', { createdAt }),
    message('hidden', 'q', 'assistant', 'another version'),
    message('a', 'q', 'assistant', 'It is **this**.', { createdAt, model: 'acme/some_model', status: 'stopped' }),
    { id: 'r', parentId: 'a', role: 'user', createdAt, content: [{ type: 'image', url: 'https://example.org/a (1).png' }, { type: 'image', url: 'data:image/png;base64,iVBORw0KGgo=' }, { type: 'file', url: 'https://example.org/b.pdf', name: 'b].pdf' }] },
    { id: 's', parentId: 'r', role: 'assistant', createdAt, content: [{ type: 'reasoning', text: 'Let me\nthink.' }, { type: 'toolCall', id: 'c', name: 'get_weather', arguments: '{"city":"```"}' }, { type: 'refusal', text: 'No.' }] },
  ], { title: 'A # title\nwith *marks*', leafId: 'a' }))
  const { status, text, headers } = await call('GET', `/chats/${chatId}/export?format=markdown`)
  t.equal(status, 200)
  t.equal(headers.get('content-type'), 'text/markdown; charset=utf-8')
  t.match(headers.get('content-disposition'), 'attachment; filename="A # title with marks.md"')
  t.equal(text, `# A \\# title with \\*marks\\*

## User

*2026-03-01 10:00 UTC*

See [this](x)

## Assistant (acme/some\\_model)

*2026-03-01 10:00 UTC · stopped*

It is **this**.

## User

*2026-03-01 10:00 UTC*

![image](https://example.org/a%20%281%29.png)

![image](data:image/png;base64,iVBORw0KGgo=)

[b\\].pdf](https://example.org/b.pdf)

## Assistant

*2026-03-01 10:00 UTC*

> *Thoughts*
>
> Let me
> think.

*Called get\\_weather:*

\`\`\`\`json
{"city":"\`\`\`"}
\`\`\`\`

No.
`)
})

/** What a message leaves open, and what must stand before the next heading. */
const open: [left: string, closed: string][] = [
  ['```js\nlet a', '```js\nlet a\n```'],
  ['````\n```\nx', '````\n```\nx\n````'],
  ['~~~\n```', '~~~\n```\n~~~'],
  ['1. a\n   ```\n   x', '1. a\n   ```\n   x\n   ```'],
  ['```\na\n```\nb', '```\na\n```\nb'],
  ['```inline``` and more', '```inline``` and more'],
  ['<!-- never ends', '<!-- never ends\n-->'],
  ['<!-- ends --> here', '<!-- ends --> here'],
  ['<pre>\nx', '<pre>\nx\n</pre>'],
  ['a < b and <b>c', 'a < b and <b>c'],
]
t.test('nothing that a message leaves open swallows what follows it', async t => {
  const { call } = await start(t)
  for (const [left, closed] of open) {
    const { json: { items: [{ chatId }] } } = await call('POST', '/chats/import', file([message('q', null, 'user', left), message('a', 'q', 'assistant', 'The end.')]))
    const { text } = await call('GET', `/chats/${chatId}/export?format=markdown`)
    t.ok(text.includes(`UTC*\n\n${closed}\n\n## Assistant`), text)
  }
})

t.test('no format but these two, and no chat of others', async t => {
  const { server, call, begin } = await start(t)
  const chatId = await begin()
  t.match(await call('GET', `/chats/${chatId}/export?format=pdf`), { status: 400, json: { error: { param: 'format' } } })
  t.match(await call('GET', `/chats/${chatId}/export?format=markdown`), { status: 200, text: '# Untitled\n' })
  t.match((await call('GET', `/chats/${chatId}/export`)).json, { title: null, messages: [] })
  t.equal((await server.call('GET', `/api/v1/chats/${chatId}/export`)).status, 404)
})

t.test('people take all their chats with them, and leave nothing when they go', async t => {
  const server = await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0', RATELIMIT_PER_MINUTE: '0' })
  const [ana, ben] = [await register(server, 'ana'), await register(server, 'ben')]
  const begin = async ({ call }: typeof ana, title: string) => (await call('POST', '/api/v1/chats', { body: { title } })).json.id
  const mine = await begin(ben, 'of ben')
  await ben.call('POST', `/api/v1/chats/${mine}/messages`, { body: { content: 'hello [delay 0]' } })
  const running = await begin(ben, 'running')
  const stream = await fetch(`${server.baseUrl}/chats/${running}/messages`, { method: 'POST', headers: { authorization: `Bearer ${ben.accessToken}`, 'content-type': 'application/json' }, body: JSON.stringify({ content: 'slow [length 500] [delay 20]', stream: true }) })
  const theirs = await begin(ana, 'of ana')
  await ana.call('PUT', `/api/v1/chats/${theirs}/members/ben`, { body: { role: 'editor' } })
  await ben.call('POST', `/api/v1/chats/${theirs}/messages`, { body: { content: 'ben was here [delay 0]' } })

  await ben.call('PUT', `/api/v1/chats/${mine}/members/ana`, { body: { role: 'viewer' } })
  t.equal((await ana.call('GET', `/api/v1/chats/${mine}`)).status, 200)
  const { json } = await ben.call('GET', '/api/v1/auth/export')
  t.strictSame(json.chats.map(({ title }: any) => title), ['of ben', 'running'])
  t.match(json.chats[0], { format: 'parlance-chat', messages: [{ role: 'user' }, { role: 'assistant', status: 'complete' }] })
  const again = await ana.call('POST', '/api/v1/chats/import', { body: json })
  t.match(again.json, { totals: { imported: 2, failed: 0 } }, 'and can bring them in elsewhere')

  t.equal((await ben.call('DELETE', '/api/v1/auth/profile', { body: { password: ben.password } })).status, 204)
  await stream.body!.cancel()
  for (const gone of [mine, running]) t.equal((await ana.call('GET', `/api/v1/chats/${gone}`)).status, 404)
  t.match((await ana.call('GET', `/api/v1/chats/${theirs}/members`)).json.data, [{ username: 'ana' }])
  const { text } = await ana.call('GET', `/api/v1/chats/${theirs}`)
  t.match(text, /ben was here/)
  t.notOk(text.includes(ben.id))
  t.equal((await ana.call('GET', '/api/v1/chats')).json.data.length, 3)
})
