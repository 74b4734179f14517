// WORKERS: the cores of one machine behind one port.
import { once } from 'node:events'
import { get } from 'node:http'
import { json } from 'node:stream/consumers'
import t from 'tap'
import { register } from '../helpers/people.ts'
import { runToEnd, until } from '../helpers/server-process.ts'
import { connect } from '../realtime/sockets.ts'
import { adminKey, createHouse } from './pair.ts'

t.test('workers refuse to start without what lets them behave as one, in one line', async t => {
  const { code, stderr } = await runToEnd(t, { WORKERS: '2', DATA_DIR: t.testdir() })
  t.equal(code, 1)
  t.equal(stderr, 'Parlance cannot start: WORKERS is 2, but DATABASE_URL and REDIS_URL are not set: several processes need PostgreSQL and Redis to behave as one.\n')
})

const house = await createHouse(t)
if (house !== undefined) {
  t.test('what keeps one worker from starting is said once', async t => {
    const { code, stderr } = await runToEnd(t, { ...house.environment, WORKERS: '3', DATABASE_URL: 'postgres://postgres@127.0.0.1:1/test' })
    t.equal(code, 1)
    t.match(stderr, /^Parlance cannot start: The database does not answer .*\n$/)
  })

  t.test('workers share a port, and one that dies is replaced', async t => {
    const server = await house.open({ WORKERS: '2', LOG_LEVEL: 'info', LOG_FORMAT: 'json' })
    const instances = new Set<string>()
    // a connection each, so that they go to different workers
    const ask = async () => {
      const [answer] = await once(get(`${server.url}/api/v1/status`, { agent: false, signal: AbortSignal.timeout(3000), headers: { authorization: `Bearer ${adminKey}` } }), 'response')
      const status: any = await json(answer)
      instances.add(status.instance)
      return status
    }
    const { instances: count } = await until(() => ask().catch(() => ({ instances: 0 })), ({ instances: heard }) => heard === 2 && instances.size === 2, 20)
    t.equal(count, 2)

    // lines are written behind what they tell of
    const said = async (what: string): Promise<any[]> => server.stdout().split('\n').slice(0, -1).filter(line => line.includes(what)).map(line => JSON.parse(line))
    const serving = await until(() => said('a worker serves'), lines => lines.length === 2, 20)
    process.kill(serving[0].pid, 'SIGKILL')
    await until(() => ask().catch(() => {}), () => instances.size === 3, 50)
    await until(() => said('a worker has died; another one takes its place'), lines => lines.length === 1, 20)

    const ana = await register({ call: server.ask } as never, 'ana')
    const chat = await server.ask('POST', '/api/v1/chats', { key: ana.accessToken, body: {} })
    const lines = await Promise.all(['polling', 'websocket', undefined, 'polling', undefined, 'websocket'].map(transport => connect(t, server, ana.accessToken, transport === undefined ? { transports: ['polling', 'websocket'] } : { transports: [transport] })))
    for (const line of lines) t.match(await line.say('join-chat', { chatId: chat.json.id }), { ok: true })
    await lines[0]!.say('chat-message', { chatId: chat.json.id, content: 'Tell me something [length 100] [delay 1]' })
    for (const line of lines) t.equal((await line.until('message.completed')).message.text, line.text(), 'whichever worker a connection polls')
    t.match(await server.stop(), { code: 0 })
  })
}
