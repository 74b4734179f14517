// A provider for tests: a real HTTP server that answers what it was told to, well or badly, and remembers what it was asked.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { play } from './replay-player.ts'
import { json, type Reply } from './replay-reply.ts'

export * from './replay-reply.ts'

/** One request as it came in, and how its exchange goes on. */
export type Received = {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** The body parsed; undefined when it is no JSON. */
  readonly parsed: any
  /** True when the client closed the connection before the answer was over, false when it was not the client. Settles when the exchange is over. */
  readonly closedEarly: Promise<boolean>
  /** Whether the exchange is over. */
  readonly isOver: boolean
  /** Bytes of the answer's body that the connection has taken so far. */
  readonly accepted: number
}

/** A path, a method and a path (`POST /v1/messages`), a pattern on the path, or a question. */
export type Matcher = string | RegExp | ((request: Received) => boolean)

/** One reply for every call, one for each (the last one repeats), or one made from the request. */
export type Answer = Reply | readonly Reply[] | ((request: Received) => Reply | Promise<Reply>)

export type Upstream = {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string
  /** Everything that came in, in order. */
  readonly requests: readonly Received[]
  /** The newest request. Throws when there is none. */
  last(): Received
  /** Resolves with the request at this place, as soon as it has come. */
  request(index: number): Promise<Received>
  /** What to answer. A later rule wins over an earlier one. What no rule matches gets a 404. */
  on(matcher: Matcher, answer: Answer): void
  /** Closes every connection. Called at the end of the test. */
  close(): Promise<void>
}

/** Starts an upstream that lives as long as the test. `script` is a first set of rules by path. */
export async function startUpstream (t: { teardown(end: () => unknown): unknown }, script: Record<string, Answer> = {}): Promise<Upstream> {
  const rules: { matcher: Matcher; next(request: Received): Reply | Promise<Reply> }[] = []
  const requests: Received[] = []
  const arrivals = new EventTarget()

  const server = createServer({ keepAliveTimeout: 30_000 }, async (incoming, response) => {
    const exchange = await receive(incoming, response)
    requests.push(exchange.received)
    arrivals.dispatchEvent(new Event('request'))
    const rule = rules.find(({ matcher }) => matches(matcher, exchange.received))
    const reply = await (rule?.next(exchange.received) ?? nothingHere(exchange.received))
    // A play that was interrupted has nobody left to tell.
    await play(reply, response, exchange.playing).catch((thrown: unknown) => { if (!exchange.playing.signal.aborted) throw thrown })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const upstream: Upstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a TCP server's address is never a string
    requests,
    last () {
      const request = requests.at(-1)
      if (request === undefined) throw new Error('The upstream was not called.')
      return request
    },
    async request (index) {
      while (requests[index] === undefined) await once(arrivals, 'request')
      return requests[index]
    },
    on (matcher, answer) {
      rules.unshift({ matcher, next: createNext(answer) })
    },
    async close () {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  for (const [path, answer] of Object.entries(script)) upstream.on(path, answer)
  t.teardown(() => upstream.close())
  return upstream
}

/** A URL on which nobody listens. */
export async function closedPort (): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server's address is never a string
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

const nothingHere = ({ method, path }: Received): Reply =>
  json({ error: { message: `Unknown request URL: ${method} ${path}.`, type: 'invalid_request_error', param: null, code: 'unknown_url' } }, { status: 404 })

const matches = (matcher: Matcher, request: Received): boolean => {
  if (typeof matcher === 'function') return matcher(request)
  if (matcher instanceof RegExp) return matcher.test(request.path)
  return matcher === request.path || matcher === `${request.method} ${request.path}`
}

function createNext (answer: Answer): (request: Received) => Reply | Promise<Reply> {
  if (typeof answer === 'function') return answer
  const replies = [answer].flat() as Reply[] // flat() does not see that a Reply is no array
  let calls = 0
  return request => replies[Math.min(calls++, replies.length - 1)] ?? nothingHere(request)
}

async function receive (incoming: IncomingMessage, response: ServerResponse) {
  const over = new AbortController()
  let accepted = 0
  let isOurs = false
  const closedEarly = new Promise<boolean>(resolve => {
    response.once('close', () => {
      over.abort()
      resolve(!isOurs && !response.writableFinished)
    })
  })
  const body = await readAll(incoming)
  const url = new URL(incoming.url ?? '/', 'http://upstream')
  const received: Received = {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body,
    parsed: parse(body),
    closedEarly,
    get isOver () { return over.signal.aborted },
    get accepted () { return accepted },
  }
  const playing = {
    signal: over.signal,
    onAccepted (bytes: number) { accepted += bytes },
    onBreak () { isOurs = true },
  }
  return { received, playing }
}

/** Everything the client sent, even when it went away before it had sent all. */
async function readAll (incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of incoming) chunks.push(chunk)
  } catch {}
  return Buffer.concat(chunks)
}

function parse (body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
