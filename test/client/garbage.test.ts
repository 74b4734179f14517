import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { test } from 'tap'
import { type ClientOptions, createClient } from '../../client/src/index.ts'
import { sse, startUpstream, text } from '../helpers/replay-upstream.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

const collectGarbage = async (): Promise<void> => {
  for (let round = 0; round < 5; round++) {
    collect()
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

const path = '/api/v1/chat/completions'
const body = { model: 'demo/parlance', messages: [{ role: 'user' as const, content: 'Hello' }] }
const isClosed = Symbol('closed')

const clients: Record<string, Partial<ClientOptions>> = {
  'by default': {},
  'with a time limit': { timeoutMs: 60_000 },
  'without retries': { maxRetries: 0 },
  'through a fetch that takes the request alone': { fetch: request => fetch(request), timeoutMs: 60_000 },
}

for (const [name, options] of Object.entries(clients)) {
  test(`an abort arrives ${name}, however much garbage was collected before`, { timeout: 20_000 }, async t => {
    const upstream = await startUpstream(t, { [path]: sse(['{"choices":[]}'], { stallAfter: 10 }), '/api/v1/status': text('', { delayMs: 600_000 }) })
    const client = createClient({ baseUrl: upstream.url, ...options })
    const closed = async (index: number) => await (await upstream.request(index)).closedEarly ? isClosed : undefined

    const unread = client.chat.completions.stream(body)
    await unread.info()
    await collectGarbage()
    unread.abort()
    t.equal(await closed(0), isClosed, 'a stream that nobody reads')

    const read = client.chat.completions.stream(body)
    const final = read.final()
    await read.info()
    await collectGarbage()
    read.abort()
    await t.rejects(final, { name: 'AbortError' })
    t.equal(await closed(1), isClosed, 'a stream that is read')

    const controller = new AbortController()
    const status = client.status({ signal: controller.signal })
    await upstream.request(2)
    await collectGarbage()
    controller.abort()
    await t.rejects(status, { name: 'AbortError' })
    t.equal(await closed(2), isClosed, 'an answer that has not begun')

    const raw = new AbortController()
    const { data } = await client.http.POST(path, { body: { ...body, stream: true }, parseAs: 'stream', signal: raw.signal })
    await collectGarbage()
    raw.abort()
    t.equal(await closed(3), isClosed, 'a body in the hands of the caller')
    t.ok(data, 'which the caller still has')
  })
}
