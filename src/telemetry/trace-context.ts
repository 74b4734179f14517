import { randomFillSync } from 'node:crypto'

/** Where in a trace somebody stands: https://www.w3.org/TR/trace-context/ */
export type TraceContext = { traceId: string; spanId: string; isSampled: boolean; state: string | undefined }

const pattern = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/
const longestState = 512

/** Undefined for what does not fit the specification: the trace then begins here. */
export function readTraceparent (parent: unknown, state: unknown): TraceContext | undefined {
  if (typeof parent !== 'string') return undefined
  const [, version, traceId, spanId, flags, rest] = pattern.exec(parent) ?? []
  if (traceId === undefined || spanId === undefined || version === 'ff' || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  if (version === '00' && rest !== undefined) return undefined
  return { traceId, spanId, isSampled: (Number.parseInt(flags!, 16) & 1) === 1, state: typeof state === 'string' && state.length <= longestState && /^[\x20-\x7e]+$/.test(state) ? state : undefined }
}

export const writeTraceparent = ({ traceId, spanId, isSampled }: Pick<TraceContext, 'traceId' | 'spanId' | 'isSampled'>): string => `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`

const pool = Buffer.alloc(4096)
let used = pool.length

/** So many random bytes in hex. From a pool: a call for each would cost more than all the rest of a span. */
const randomHex = (bytes: number): string => {
  if (used + bytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const text = pool.toString('hex', used, used + bytes)
  used += bytes
  return /[^0]/.test(text) ? text : randomHex(bytes)
}

export const createTraceId = (): string => randomHex(16)
export const createSpanId = (): string => randomHex(8)

/** Whether so large a share of all traces, from 0 to 1, includes this one: the same answer wherever it is asked. */
export const isInShare = (traceId: string, share: number): boolean => Number.parseInt(traceId.slice(-8), 16) < share * 2 ** 32
