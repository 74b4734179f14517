// The wire format of OpenTelemetry, as JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding

export type AttributeValue = string | number | boolean | readonly string[]
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>

/** A finished span. Times are milliseconds since 1970, with fractions. */
export type Span = {
  traceId: string
  spanId: string
  parentSpanId: string | undefined
  state: string | undefined
  name: string
  kind: 'server' | 'client' | 'internal'
  startedAt: number
  endedAt: number
  attributes: Attributes
  /** A kind of error. */
  error: string | undefined
}

export type Resource = { attributes: Attributes; version: string }

const kinds = { internal: 1, server: 2, client: 3 }

/** As text: nanoseconds do not fit a number. */
export const writeTime = (ms: number): string => `${Math.round(ms * 1000)}000`

export const writeAttributes = (attributes: Attributes): object[] => Object.entries(attributes).flatMap(([key, value]) => value === undefined ? [] : [{ key, value: writeValue(value) }])

const writeValue = (value: AttributeValue): object => {
  switch (typeof value) {
    case 'string': return { stringValue: value }
    case 'boolean': return { boolValue: value }
    case 'number': return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
    default: return { arrayValue: { values: value.map(item => ({ stringValue: item })) } }
  }
}

export const writeResource = ({ attributes }: Resource): object => ({ attributes: writeAttributes(attributes) })
export const writeScope = ({ version }: Resource): object => ({ name: 'parlance', version })

export const writeTraces = (spans: readonly Span[], resource: Resource): string => JSON.stringify({
  resourceSpans: [{ resource: writeResource(resource), scopeSpans: [{ scope: writeScope(resource), spans: spans.map(writeSpan) }] }],
})

const writeSpan = ({ traceId, spanId, parentSpanId, state, name, kind, startedAt, endedAt, attributes, error }: Span): object => ({
  traceId,
  spanId,
  ...parentSpanId !== undefined && { parentSpanId },
  ...state !== undefined && { traceState: state },
  name,
  kind: kinds[kind],
  startTimeUnixNano: writeTime(startedAt),
  endTimeUnixNano: writeTime(endedAt),
  attributes: writeAttributes(attributes),
  status: error === undefined ? {} : { code: 2, message: error },
})
