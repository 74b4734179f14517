// What counting and tracing cost on the path of a request: `npm run bench:metrics-cost`. CPU time of this process, medians of rounds.
import { createMetrics } from '../src/metrics/index.ts'
import { createTracer } from '../src/telemetry/tracer.ts'

const rounds = 15
const turns = 200_000
const metrics = createMetrics({ version: '0.0.0', log: { warn () {} } })
const receipt = {
  requestId: 'req_1',
  route: '/api/v1/chat/completions',
  operation: 'chat',
  provider: 'openai',
  model: 'gpt-4o-mini',
  status: 'ok',
  stream: true,
  attempts: [],
  retries: 0,
  usage: { inputTokens: 1200, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 300, raw: undefined },
  costUsd: 0.0012,
  latencyMs: 2412.5,
  timeToFirstTokenMs: 312.5,
}

const measure = (name, work) => {
  const taken = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage()
    for (let turn = 0; turn < turns; turn++) work(turn)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / turns
  }).sort((a, b) => a - b)
  console.log(`${name.padEnd(32)} ${taken[rounds >> 1].toFixed(3)} µs`)
}

for (let model = 0; model < 100; model++) metrics.noteCall({ ...receipt, model: `model-${model}` })
measure('a settled call', turn => metrics.noteCall(turn % 2 === 0 ? receipt : { ...receipt, stream: false }))
measure('a request over HTTP', turn => metrics.noteRequest('POST ' + receipt.route, 200, turn % 1000))
const tracer = createTracer({ onSpan () {}, share: 1 })
const headers = {}
measure('a request and its call, traced', turn => {
  const requestId = `req_${turn}`
  const span = tracer.beginRequest(requestId, headers)
  const call = tracer.beginCall({ requestId, operation: 'chat', provider: 'openai', kind: 'openai', model: 'gpt-4o-mini', url: 'https://api.openai.com/v1/chat/completions' })
  call.end({ error: undefined, usage: receipt.usage, finish: 'stop' })
  span.end({ method: 'POST', route: 'POST /api/v1/chat/completions', status: 200, error: undefined })
})
await metrics.text()
const startedAt = performance.now()
for (let turn = 0; turn < 20; turn++) await metrics.text()
console.log(`${'a scrape, 100 models'.padEnd(32)} ${((performance.now() - startedAt) / 20).toFixed(1)} ms`)
