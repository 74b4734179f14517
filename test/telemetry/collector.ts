import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

type Plain = Record<string, unknown>
export type SeenSpan = { traceId: string; spanId: string; parentSpanId?: string; traceState?: string; name: string; kind: number; startTimeUnixNano: string; endTimeUnixNano: string; status: { code?: number; message?: string }; attributes: Plain }
export type SeenMetric = { name: string; unit?: string; kind: string; points: { attributes: Plain; count?: number; sum?: number; value?: number; bucketCounts?: number[]; explicitBounds?: number[] }[] }

export type Collector = { url: string; spans: SeenSpan[]; metrics: SeenMetric[]; resources: Plain[]; headers: Plain[]; bodies: string[]; /** How it answers from now on. */ answer(status: number): void }

/** A receiver of OTLP over HTTP that decodes what comes, and refuses with 400 what is not of the format. */
export async function startCollector (t: Pick<Test, 'teardown'>): Promise<Collector> {
  let status = 200
  const seen: Collector = { url: '', spans: [], metrics: [], resources: [], headers: [], bodies: [], answer: next => { status = next } }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    seen.headers.push(request.headers)
    if (status !== 200) return void response.writeHead(status).end()
    try {
      if (request.method !== 'POST' || request.headers['content-type'] !== 'application/json') throw new Error('not OTLP')
      seen.bodies.push(body)
      if (request.url === '/v1/traces') readTraces(JSON.parse(body), seen)
      else if (request.url === '/v1/metrics') readMetrics(JSON.parse(body), seen)
      else throw new Error('no such signal')
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    } catch (thrown) {
      response.writeHead(400).end((thrown as Error).message)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => { server.closeAllConnections(); server.close() })
  seen.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return seen
}

const readTraces = ({ resourceSpans }: any, seen: Collector): void => {
  for (const { resource, scopeSpans } of resourceSpans) {
    seen.resources.push(readAttributes(resource.attributes))
    for (const { spans } of scopeSpans) {
      for (const span of spans) {
        assert(/^[\da-f]{32}$/.test(span.traceId) && /^[\da-f]{16}$/.test(span.spanId), 'ids are hex')
        assert(/^\d{19}$/.test(span.startTimeUnixNano) && BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano), 'times are nanoseconds in order')
        seen.spans.push({ ...span, attributes: readAttributes(span.attributes) })
      }
    }
  }
}

const readMetrics = ({ resourceMetrics }: any, seen: Collector): void => {
  seen.metrics.length = 0
  for (const { scopeMetrics } of resourceMetrics) {
    for (const { metrics } of scopeMetrics) {
      for (const { name, unit, ...rest } of metrics) {
        const kind = Object.keys(rest).find(key => ['histogram', 'sum', 'gauge'].includes(key))
        assert(kind !== undefined, 'a metric has data')
        const points = rest[kind!].dataPoints.map(({ attributes, count, sum, asDouble, bucketCounts, explicitBounds }: any) => {
          if (kind === 'histogram') assert(bucketCounts.length === explicitBounds.length + 1 && bucketCounts.reduce((total: number, one: string) => total + Number(one), 0) === Number(count), 'buckets add up')
          return { attributes: readAttributes(attributes), count: Number(count), sum, value: asDouble, bucketCounts: bucketCounts?.map(Number), explicitBounds }
        })
        seen.metrics.push({ name, unit, kind: kind!, points })
      }
    }
  }
}

const readAttributes = (attributes: any[]): Plain => Object.fromEntries(attributes.map(({ key, value }) => {
  const [type, inner] = Object.entries<any>(value)[0]!
  return [key, type === 'intValue' ? Number(inner) : type === 'arrayValue' ? inner.values.map(({ stringValue }: any) => stringValue) : inner]
}))

const assert = (isTrue: boolean, what: string): void => { if (!isTrue) throw new Error(what) }
