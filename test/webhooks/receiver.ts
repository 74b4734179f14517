// A real receiver of webhooks, and what it says of what it got.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

export type Reply = { status: number; headers?: Record<string, string>; body?: string | Buffer; /** Never answers. */ isSilent?: boolean }
export type Arrived = { id: string; headers: IncomingHttpHeaders; text: string; json: any; at: number }

export type Receiver = {
  url: string
  /** Everything that came in, in order. */
  arrived: Arrived[]
  /** What it answers; 204 at first. */
  answer: (arrived: Arrived) => Reply | Promise<Reply>
  /** How many requests are being answered, and the most at once so far. */
  open: number
  mostOpen: number
  /** Nobody listens any more. */
  stop(): Promise<void>
  /** On the same port again. */
  restart(): Promise<void>
  /** Resolves as soon as what has arrived is as wanted. */
  until(isWanted: (arrived: readonly Arrived[]) => boolean): Promise<void>
}

export async function startReceiver (t: { teardown(end: () => unknown): unknown }): Promise<Receiver> {
  const news = new EventTarget()
  let server: Server
  let port = 0
  const listen = async () => {
    server = createServer(async (request, response) => {
      receiver.mostOpen = Math.max(receiver.mostOpen, ++receiver.open)
      response.once('close', () => { receiver.open-- })
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const text = Buffer.concat(chunks).toString()
      const arrived: Arrived = { id: String(request.headers['webhook-id']), headers: request.headers, text, json: JSON.parse(text), at: Date.now() }
      receiver.arrived.push(arrived)
      news.dispatchEvent(new Event('arrived'))
      const { status, headers = {}, body = '', isSilent = false } = await receiver.answer(arrived)
      if (!isSilent) response.writeHead(status, headers).end(body)
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port // a TCP server's address is never a string
  }
  const receiver: Receiver = {
    url: '',
    arrived: [],
    answer: () => ({ status: 204 }),
    open: 0,
    mostOpen: 0,
    async stop () {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
    restart: listen,
    async until (isWanted) {
      while (!isWanted(receiver.arrived)) await once(news, 'arrived')
    },
  }
  await listen()
  receiver.url = `http://127.0.0.1:${port}/hook`
  t.teardown(() => receiver.stop())
  return receiver
}

/** Checks a delivery by the reference library; throws when it is not signed by this secret. */
export const verify = (secret: string, { text, headers }: Arrived): unknown => new Webhook(secret).verify(text, headers as Record<string, string>) // each is there once

/** Each event once, in the order in which it first came. */
export const distinct = (arrived: readonly Arrived[]): Arrived[] => [...new Map(arrived.map(one => [one.id, one] as const).reverse()).values()].reverse()
