import { type Distribution, durationBounds, type Family, firstTokenBounds, type ModelCell, perTokenBounds, tokenBounds } from '../metrics/index.ts'
import { type Attributes, type Resource, writeAttributes, writeResource, writeScope, writeTime } from './otlp.ts'
import { systemOf } from './systems.ts'

const cumulative = 2

/** What is told at one moment. Times are milliseconds since 1970; `kindOf` says of which kind a provider is. */
export type Told = { families: readonly Family[]; cells: Iterable<ModelCell>; startedAt: number; at: number; kindOf(provider: string): string | undefined }

/** Models by the conventions for generative AI, the rest by the names that Prometheus knows. */
export const writeMetrics = ({ families, cells, startedAt, at, kindOf }: Told, resource: Resource): string => {
  const times = { startTimeUnixNano: writeTime(startedAt), timeUnixNano: writeTime(at) }
  const histogram = (name: string, unit: string, bounds: readonly number[], points: readonly { attributes: Attributes; distribution: Distribution }[]): object => ({
    name,
    unit,
    histogram: {
      aggregationTemporality: cumulative,
      dataPoints: points.filter(({ distribution }) => distribution.count > 0).map(({ attributes, distribution: { counts, sum, count } }) => (
        { attributes: writeAttributes(attributes), ...times, count: String(count), sum, bucketCounts: counts.map(String), explicitBounds: bounds })),
    },
  })
  const models = [...cells].map(cell => ({ cell, attributes: { 'gen_ai.operation.name': cell.operation, 'gen_ai.provider.name': systemOf(kindOf(cell.provider) ?? cell.provider), 'gen_ai.request.model': cell.model, 'parlance.provider': cell.provider } }))
  const written = [
    histogram('gen_ai.client.operation.duration', 's', durationBounds, models.flatMap(({ cell, attributes }) => [...cell.durations].map(([error, distribution]) => ({ attributes: { ...attributes, 'error.type': error === '' ? undefined : error }, distribution })))),
    histogram('gen_ai.client.token.usage', '{token}', tokenBounds, models.flatMap(({ cell, attributes }) => [
      { attributes: { ...attributes, 'gen_ai.token.type': 'input' }, distribution: cell.input },
      { attributes: { ...attributes, 'gen_ai.token.type': 'output' }, distribution: cell.output },
    ])),
    histogram('gen_ai.server.time_to_first_token', 's', firstTokenBounds, models.map(({ cell, attributes }) => ({ attributes, distribution: cell.firstToken }))),
    histogram('gen_ai.server.time_per_output_token', 's', perTokenBounds, models.map(({ cell, attributes }) => ({ attributes, distribution: cell.perToken }))),
    ...families.flatMap(family => {
      if (family.type === 'histogram') return []
      const dataPoints = family.samples.map(({ labels, value }) => ({ attributes: writeAttributes(labels), ...times, asDouble: value }))
      return [{ name: family.name, description: family.help, ...family.type === 'gauge' ? { gauge: { dataPoints } } : { sum: { aggregationTemporality: cumulative, isMonotonic: true, dataPoints } } }]
    }),
  ]
  return JSON.stringify({ resourceMetrics: [{ resource: writeResource(resource), scopeMetrics: [{ scope: writeScope(resource), metrics: written }] }] })
}
