// Counts what the house does, for those who look after it: a few additions on the path of a request, all else when somebody asks.
import type { Receipt } from '../core/chat.ts'
import type { HouseEvent } from '../core/house-events.ts'
import type { Log } from '../core/ports.ts'
import { createCalls, type ModelCell } from './calls.ts'
import type { Family, Labels, Sample } from './family.ts'
import { createProcessMetrics } from './process.ts'
import { writePrometheus } from './prometheus.ts'
import { createRequests } from './requests.ts'

export { houseGauges } from './house-gauges.ts'
export type { ModelCell } from './calls.ts'
export { durationBounds, firstTokenBounds, perTokenBounds, tokenBounds } from './bounds.ts'
export type { Distribution, Family, Labels } from './family.ts'

/** Something that is read when somebody asks. Undefined: there is no such thing here. */
export type Gauge = { type?: 'gauge' | 'counter'; name: string; help: string; read(): Reading | Promise<Reading> }
type Reading = number | readonly (readonly [Labels, number])[] | undefined

export type Metrics = {
  noteCall(receipt: Receipt): void
  noteRequest(route: string, status: number, latencyMs: number): void
  noteEvent(event: HouseEvent): void
  gauge(gauge: Gauge): void
  /** Everything by model, for other ways of telling it. */
  cells(): Iterable<ModelCell>
  families(): Promise<Family[]>
  /** As Prometheus reads it, with what Node and the machine say of this process. */
  text(): Promise<string>
}

export function createMetrics ({ version, log }: { version: string; log: Log }): Metrics {
  const calls = createCalls()
  const requests = createRequests()
  const events = new Map<string, number>()
  const gauges: Gauge[] = []
  const readProcess = createProcessMetrics()

  /** One that fails, as a count in a database that is down, must not take the others with it. */
  const read = async ({ type = 'gauge', name, help, read }: Gauge): Promise<Family> => {
    const reading = await Promise.resolve().then(read).catch((error: unknown) => {
      log.warn({ err: error, metric: name }, 'a measurement could not be taken')
      return undefined
    })
    return { type, name, help, samples: toSamples(reading) }
  }

  const families = async (): Promise<Family[]> => [
    { type: 'gauge', name: 'parlance_info', help: 'Which version runs.', samples: [{ labels: { version }, value: 1 }] },
    ...requests.families(),
    ...calls.families(),
    { type: 'counter', name: 'parlance_events_total', help: 'What was announced: providers that went down or up, budgets that are used up.', samples: announced.map(type => ({ labels: { type }, value: events.get(type) ?? 0 })) },
    ...await Promise.all(gauges.map(read)),
  ]

  return {
    noteCall: calls.note,
    noteRequest: requests.note,
    noteEvent: ({ type }) => { events.set(type, (events.get(type) ?? 0) + 1) },
    gauge: gauge => { gauges.push(gauge) },
    cells: calls.cells,
    families,
    text: async () => writePrometheus(await families()) + await readProcess(),
  }
}

const announced = ['provider.down', 'provider.up', 'budget.exceeded']

const toSamples = (reading: Reading): Sample[] => {
  if (reading === undefined) return []
  if (typeof reading === 'number') return [{ labels: {}, value: reading }]
  return reading.map(([labels, value]) => ({ labels, value }))
}
