import t from 'tap'
import { readEvents, textOf, textUpTo } from '../chats/helpers.ts'
import { createSchema, probePostgres } from '../helpers/databases.ts'
import { createDataDir, startProcess } from '../helpers/server-process.ts'
import { reportSkip } from '../helpers/skips.ts'

const key = 'plk_the-operators-own-admin-key'
const rounds = Number(process.env['KILL_ROUNDS'] ?? 8)

/** Small and repeatable; prints its seed when something fails. */
const createRandom = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed / 2_147_483_648
}

const killAtRandom = async (t: any, environment: Record<string, string>) => {
  const seed = Date.now() % 1_000_000
  const random = createRandom(seed)
  const dataDir = await createDataDir(t)
  const launch = () => startProcess(t, { DATA_DIR: dataDir, ADMIN_API_KEY: key, ...environment })
  let server = await launch()
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const open = (path: string, init: RequestInit = {}) => fetch(`${server.baseUrl}${path}`, { ...init, headers: { ...headers, ...init.headers } })
  const { json: { id: chatId } } = await server.call('/api/v1/chats', { key, method: 'POST', body: {} })
  const acknowledged: string[] = []

  for (let round = 0; round < rounds; round++) {
    const controller = new AbortController()
    const response = await open(`/chats/${chatId}/messages`, { method: 'POST', body: JSON.stringify({ content: `round ${round} [length 2000] [delay 2]`, parentId: null, stream: true }), signal: controller.signal })
    const reading = readEvents(response)
    const startedAt = Date.now()
    await new Promise(resolve => { setTimeout(resolve, 20 + random() * 900) })
    await server.stop('SIGKILL')
    const lifeMs = Date.now() - startedAt
    const seen = await reading
    controller.abort()
    server = await launch()

    const question = seen[0]?.data.question
    if (question !== undefined) acknowledged.push(question.id, seen[0]!.data.messageId)
    const readTree = async (): Promise<any[]> => (await (await open(`/chats/${chatId}/messages?tree=true&limit=200`)).json() as { data: any[] }).data
    let data = await readTree()
    // alone on its database a server knows at once that nobody else writes; among others it waits for a sign of life
    while (data.some(({ status }) => status === 'streaming')) data = await readTree()
    const ids = new Set(data.map(({ id }) => id))
    t.ok(acknowledged.every(id => ids.has(id)), `round ${round}: every acknowledged message is there (seed ${seed})`)
    if (question === undefined) continue
    const answer = data.find(({ id }) => id === seen[0]!.data.messageId)
    t.equal(answer.status, 'interrupted', `round ${round}`)
    const read = textOf(seen)
    t.ok(read.startsWith(answer.text) || answer.text.startsWith(read), 'what was read and what was saved do not contradict each other')
    // a word every 2 ms, of about 5 characters: what is missing is less than the last second
    t.ok(read.length - answer.text.length < Math.min(lifeMs, 1000) * 3, `${read.length} read, ${answer.text.length} saved`)
    const rest = await readEvents(await open(`/chats/${chatId}/stream`, { headers: { 'last-event-id': seen.at(-1)!.id } }))
    const last = rest.at(-1)!
    t.match(last, { event: 'message.failed', data: { message: { status: 'interrupted', text: answer.text } } })
    t.equal(textUpTo([...seen, ...rest], last.data.position), answer.text, 'a reader that comes back ends with the saved text')
  }
  await server.stop()
}

t.test('a server that is killed while it answers loses nothing that it has acknowledged', async t => {
  await t.test('on SQLite', t => killAtRandom(t, {}))
  const url = await probePostgres()
  if (url === undefined) return reportSkip('PostgreSQL', 'set TEST_DATABASE_URL')
  await t.test('on PostgreSQL', async t => killAtRandom(t, { DATABASE_URL: await createSchema(t, url), GENERATION_STALE_MS: '1000' }))
})
