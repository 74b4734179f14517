// The yardstick: node:http in front, undici's dispatch behind, and nothing between. No parsing, no checks.
import { createServer } from 'node:http'
import { Pool } from 'undici'

const { PORT, UPSTREAM } = process.env
const pool = new Pool(UPSTREAM, { connections: null, pipelining: 1, headersTimeout: 600_000, bodyTimeout: 600_000, keepAliveTimeout: 60_000 })
const passedOn = new Set(['content-type', 'content-length', 'cache-control', 'x-request-id'])

const forward = (request, response, body) => pool.dispatch({
  path: request.url,
  method: 'POST',
  headers: { 'content-type': 'application/json', 'content-length': String(body.length), authorization: 'Bearer sk-upstream' },
  body,
}, {
  onRequestStart (controller) {
    response.on('close', () => response.writableFinished || controller.abort(new Error('client gone')))
  },
  onResponseStart (controller, status, headers) {
    const kept = {}
    for (const name in headers) if (passedOn.has(name)) kept[name] = headers[name]
    response.writeHead(status, kept)
  },
  onResponseData (controller, chunk) {
    if (response.write(chunk)) return
    controller.pause()
    response.once('drain', () => controller.resume())
  },
  onResponseEnd () {
    response.end()
  },
  onResponseError (controller, error) {
    if (response.headersSent) response.destroy()
    else response.writeHead(502).end(error.message)
  },
})

createServer({ keepAliveTimeout: 600_000, requestTimeout: 0 }, (request, response) => {
  if (request.url === '/health') return response.end('ok')
  const parts = []
  request.on('data', part => parts.push(part))
  request.on('end', () => forward(request, response, parts.length === 1 ? parts[0] : Buffer.concat(parts)))
}).listen({ port: Number(PORT), host: '127.0.0.1', backlog: 4096 })
