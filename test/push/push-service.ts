// A real push service, as far as a server sees one.
import { createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

export type Message = { path: string; headers: IncomingHttpHeaders; body: Buffer }

export type PushService = {
  url: string
  /** Everything that came in, in order. */
  messages: Message[]
  /** What it answers; 201 at first. */
  answer: (message: Message) => { status: number; headers?: Record<string, string> }
  /** Resolves as soon as so many have come. */
  until(count: number): Promise<void>
}

export async function startPushService (t: Pick<Test, 'teardown'>): Promise<PushService> {
  const news = new EventTarget()
  const service: PushService = {
    url: '',
    messages: [],
    answer: () => ({ status: 201 }),
    async until (count) {
      while (service.messages.length < count) await once(news, 'message')
    },
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const message = { path: request.url!, headers: request.headers, body: Buffer.concat(chunks) }
    service.messages.push(message)
    const { status, headers = {} } = service.answer(message)
    response.writeHead(status, headers).end()
    news.dispatchEvent(new Event('message'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server's address is never a string
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return service
}

/** Who says to have sent a message, by RFC 8292. Throws when the signature is not by the key that is named. */
export function readVapid ({ headers }: Message): { key: string; claims: { aud: string; exp: number; sub: string } } {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers.authorization ?? '') ?? []
  const [head = '', body = '', signature = ''] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') } })
  const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { alg: string }
  if (alg !== 'ES256' || !verify('sha256', Buffer.from(`${head}.${body}`), { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))) throw new Error('not signed by this key')
  return { key, claims: JSON.parse(Buffer.from(body, 'base64url').toString()) }
}
