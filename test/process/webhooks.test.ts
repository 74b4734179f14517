import t from 'tap'
import { createSchema, probePostgres } from '../helpers/databases.ts'
import { createDataDir, startProcess } from '../helpers/server-process.ts'
import { reportSkip } from '../helpers/skips.ts'
import { distinct, startReceiver, verify } from '../webhooks/receiver.ts'

const key = 'plk_the-operators-own-admin-key'
const chatCount = 25
/** Of each chat: it begins, a question, an answer that begins, its end. */
const eventsOfChat = 4

const surviveCrashes = async (t: any, environment: Record<string, string>) => {
  const dataDir = await createDataDir(t)
  const launch = () => startProcess(t, { DATA_DIR: dataDir, ADMIN_API_KEY: key, AUTO_TITLE: 'words', WEBHOOK_PRIVATE_ADDRESSES: 'allow', WEBHOOK_RETRY_MS: '100', WEBHOOK_TIMEOUT_MS: '1000', ...environment })
  const receiver = await startReceiver(t)
  let server = await launch()
  const post = async (path: string, body: object) => {
    const { status, json, text } = await server.call(`/api/v1${path}`, { key, method: 'POST', body })
    t.ok(status < 300, text)
    return json
  }
  const { secret } = await post('/webhooks', { url: receiver.url, events: ['chat.created', 'message.created', 'message.completed'] })

  // the receiver is down while everything happens
  await receiver.stop()
  const expected = new Map<string, string[]>()
  for (let at = 0; at < chatCount; at++) {
    // and the server dies once in the middle of it
    if (at === Math.floor(chatCount / 2)) {
      await server.stop('SIGKILL')
      server = await launch()
    }
    const { id } = await post('/chats', {})
    const { question, answer } = await post(`/chats/${id}/messages`, { content: 'hello [length 3] [delay 0]' })
    expected.set(id, ['chat.created', `message.created ${question.id}`, `message.created ${answer.id}`, `message.completed ${answer.id}`])
  }

  // then it comes back, slowly, and the server dies again while it delivers
  receiver.answer = () => new Promise(resolve => { setTimeout(resolve, 5, { status: 200 }) })
  await receiver.restart()
  await receiver.until(arrived => arrived.length >= 30)
  await server.stop('SIGKILL')
  server = await launch()
  await receiver.until(arrived => new Set(arrived.map(({ id }) => id)).size >= chatCount * eventsOfChat)

  const events = distinct(receiver.arrived)
  t.equal(events.length, chatCount * eventsOfChat)
  for (const arrived of receiver.arrived) t.doesNotThrow(() => verify(secret, arrived))
  for (const [chatId, wanted] of expected) {
    const came = events.filter(({ json }) => json.data.chatId === chatId).map(({ json: { type, data } }) => data.messageId === undefined ? type : `${type} ${data.messageId}`)
    t.strictSame(came, wanted, 'each event of a chat came, in order')
  }
  await server.stop()
}

t.test('a receiver that was down for 100 events gets each of them, in order and signed, though the server was killed twice', async t => {
  await t.test('on SQLite', t => surviveCrashes(t, {}))
  const url = await probePostgres()
  if (url === undefined) return reportSkip('PostgreSQL', 'set TEST_DATABASE_URL')
  await t.test('on PostgreSQL', async t => surviveCrashes(t, { DATABASE_URL: await createSchema(t, url) }))
})
