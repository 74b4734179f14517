// What is sent to every subject. A scenario's figure is CPU time a request or a chunk, unless it says otherwise.

/**
 * `model`: how the mock answers (native/behaviour.hpp). `protocol`: what the mock speaks.
 * `rate`: requests a second on a schedule; without it every connection asks again at once.
 * Times are seconds. `prewarm`: full load before, so that compiled code is measured. `isApart`: only when it is named.
 */
export const scenarios = {
  'json-1k': { title: 'JSON 1 KB', unit: 'request', model: 'mock', bytes: 1024, connections: 50, time: 5, warmup: 2.5 },
  'json-64k': { title: 'JSON 64 KB', unit: 'request', model: 'mock', bytes: 65_536, connections: 50, time: 5, warmup: 2.5 },
  'json-1k-steady': { title: 'JSON 1 KB, 300 requests a second: added latency', unit: 'request', model: 'mock', bytes: 1024, connections: 50, rate: 300, prewarm: 3, time: 6, warmup: 1.5, latency: 'latencyUs' },
  sse: { title: 'SSE, a chunk a packet', unit: 'chunk', model: 'mock-c100-d0', bytes: 1024, connections: 20, time: 5, warmup: 2.5 },
  'sse-packed': { title: 'SSE, many chunks a packet', unit: 'chunk', model: 'mock-c104-d0-b8', bytes: 1024, connections: 20, time: 5, warmup: 2.5 },
  'events-packed': { title: 'Event path (translated), many chunks a packet', unit: 'chunk', model: 'mock-c104-d0-b8', protocol: 'anthropic', bytes: 1024, connections: 20, time: 5, warmup: 2.5 },
  slow: { title: '1,000 slow streams: added delay of a chunk', unit: 'chunk', model: 'mock-c100000-d100', bytes: 1024, connections: 1000, ramp: 3, time: 6, warmup: 3, latency: 'chunkDelayUs', hasMemory: true },
  'slow-5k': { title: '5,000 slow streams, a chunk a second each: added delay of a chunk', unit: 'chunk', model: 'mock-c100000-d1000', bytes: 1024, connections: 5000, ramp: 15, time: 10, warmup: 5, latency: 'chunkDelayUs', hasMemory: true, isApart: true },
  'first-token': { title: 'Time to first token, 50 streams: added', unit: 'chunk', model: 'mock-c50-d20-f10', bytes: 1024, connections: 50, ramp: 1, time: 6, warmup: 2, latency: 'firstTokenUs' },
}

/** What is run when nothing is named. */
export const usual = Object.keys(scenarios).filter(name => !scenarios[name].isApart)

const text = 'Explain the difference between "latency" and throughput.\nUse an example — a café queue – and keep it short, please. '

/** A chat of about so many bytes, as JSON. */
export const chatBody = ({ model, stream, bytes }) => {
  const body = { model, stream, temperature: 0.7, max_tokens: 512, messages: [{ role: 'system', content: 'You are a helpful assistant.' }] }
  if (stream) body.stream_options = { include_usage: true }
  for (let turn = 0; ; turn++) {
    const left = bytes - Buffer.byteLength(JSON.stringify(body))
    if (left <= 0) return JSON.stringify(body)
    const length = Math.max(1, Math.min(900, left - 40))
    body.messages.push({ role: turn % 2 === 0 ? 'user' : 'assistant', content: text.repeat(Math.ceil(length / text.length)).slice(0, length) })
  }
}
