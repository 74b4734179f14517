// A provider that sells tokens: it writes as many as it is allowed to, says what it has sold, and adds that up for itself.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** What one call was sold. */
export type Sale = { model: string; prompt: number; completion: number; at: number }

export type PayingUpstream = {
  /** Ends in `/v1`. */
  url: string
  sales: Sale[]
  tokens(): number
  /** In US dollars, at these prices a million tokens. */
  usd(pricing: { input: number; output: number }): number
  /** Answers that wait until `open` is called. */
  hold(): { open(): void }
  running(): number
}

/** Of a prompt as its provider counts it: a token has about four characters. */
const tokensOf = (body: string): number => Math.ceil(body.length / 4)

const read = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}

/**
 * Models: `m` answers; `failing` answers 503 and sells nothing; `silent` tells no usage; `endless` streams until nobody
 * listens, and sells what it has sent.
 */
export async function startPaying (t: Pick<Test, 'teardown'>): Promise<PayingUpstream> {
  const sales: Sale[] = []
  let running = 0
  let gate: Promise<void> = Promise.resolve()

  const sell = (model: string, prompt: number, completion: number) => sales.push({ model, prompt, completion, at: Date.now() })

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await read(request)
    const { model, max_tokens: most = 10, stream = false } = JSON.parse(text || '{}')
    if (model === undefined) return void response.end(JSON.stringify({ data: [] }))
    await gate
    await new Promise(resolve => setTimeout(resolve, Math.random() * 20))
    if (model === 'failing') return void response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":{"message":"overloaded"}}')
    const prompt = tokensOf(text)
    const usage = model === 'silent' ? undefined : { prompt_tokens: prompt, completion_tokens: most, total_tokens: prompt + most }
    const common = { id: 'chatcmpl-1', created: 1, model }
    if (!stream) {
      sell(model, prompt, most)
      return void response.writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ...common, object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content: 'word '.repeat(most) }, finish_reason: 'length' }], usage }))
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const send = (data: object) => response.write(`data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', ...data })}\n\n`)
    let sold = 0
    const least = model === 'endless' ? Infinity : most
    while (!response.destroyed && sold < least) {
      send({ choices: [{ index: 0, delta: { content: 'word ' }, finish_reason: null }] })
      sold++
      await new Promise(resolve => setTimeout(resolve, model === 'endless' ? 5 : 0))
    }
    sell(model, prompt, sold)
    send({ choices: [{ index: 0, delta: {}, finish_reason: 'length' }] })
    if (usage !== undefined) send({ choices: [], usage })
    response.end('data: [DONE]\n\n')
  }

  const server = createServer((request, response) => {
    running++
    answer(request, response).catch(() => response.destroy()).finally(() => { running-- })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, // a TCP server's address is never a string
    sales,
    tokens: () => sales.reduce((sum, { prompt, completion }) => sum + prompt + completion, 0),
    usd: ({ input, output }) => sales.reduce((sum, { prompt, completion }) => sum + prompt * input + completion * output, 0) / 1_000_000,
    hold () {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return { open: resolve }
    },
    running: () => running,
  }
}
