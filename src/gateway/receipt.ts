import type { Attempt, Receipt } from '../core/chat.ts'
import type { Progress } from '../core/dialect.ts'
import type { ErrorKind, GatewayError } from '../core/errors.ts'
import type { Target } from '../core/ports.ts'
import type { UpstreamHeaders } from '../transport/index.ts'
import type { AnswerHead, Call } from './call.ts'
import type { Candidate } from './candidate.ts'
import type { Settlement } from './settlement.ts'

/** A receipt with nothing on it yet. */
export const openReceipt = (call: Call, startedAt: number): Receipt => ({
  requestId: call.requestId,
  route: call.route,
  door: call.door.id,
  operation: call.door.operation ?? 'chat',
  startedAt,
  caller: call.caller,
  asked: call.models[0]!,
  provider: undefined,
  model: call.models[0]!,
  status: 'failed',
  path: undefined,
  stream: call.isStream,
  attempts: [],
  retries: 0,
  queuedMs: 0,
  warnings: [],
  usage: undefined,
  isEstimated: false,
  reported: undefined,
  finish: undefined,
  error: undefined,
  costUsd: undefined,
  pricing: undefined,
  attribution: call.attribution,
  latencyMs: 0,
  timeToFirstTokenMs: undefined,
  reuse: undefined,
})

/** Writes down how the answer went. */
export const noteProgress = (receipt: Receipt, { finish, error }: Pick<Progress, 'finish' | 'error'>): void => {
  receipt.finish = finish
  receipt.error = error
}

/** Writes down what it came to. */
export const noteSettlement = (receipt: Receipt, { usage, isEstimated, reported, costUsd, pricing }: Settlement): void => {
  receipt.usage = usage
  receipt.isEstimated = isEstimated
  receipt.reported = reported
  receipt.costUsd = costUsd
  receipt.pricing = pricing
}

export const noteAttempt = (receipt: Receipt, attempt: Omit<Attempt, 'error'>, error: GatewayError | undefined): void => {
  receipt.attempts.push(error === undefined ? attempt : { ...attempt, error: error.kind })
}

/** Nobody serves a model by this name. */
export const noteUnknown = (receipt: Receipt, name: string, error: GatewayError): void => {
  const slash = name.indexOf('/')
  noteAttempt(receipt, { provider: slash === -1 ? 'unknown' : name.slice(0, slash), model: name.slice(slash + 1), latencyMs: 0 }, error)
}

/** Somebody else goes first. */
export const noteSkip = (receipt: Receipt, { record, model }: Target, state: Candidate['state']): void => {
  const error: ErrorKind | 'circuit_open' = state === 'busy' ? 'provider_busy' : state === 'limited' ? 'upstream_rate_limited' : 'circuit_open'
  receipt.attempts.push({ provider: record.name, model, latencyMs: 0, error, isSkipped: true })
}

/** What is told when an answer begins. */
export const headOf = (call: Call, receipt: Receipt, headers: UpstreamHeaders): AnswerHead => {
  const id = headers['x-request-id'] ?? headers['request-id']
  return {
    contentType: call.isStream ? `${call.door.streamType}; charset=utf-8` : 'application/json; charset=utf-8',
    provider: receipt.provider!,
    model: receipt.model,
    upstreamRequestId: typeof id === 'string' ? id : undefined,
    relayedHeaders: receipt.path === 'relay' ? pick(headers, call.door.relayedHeaders) : [],
    receipt,
  }
}

/** Names and values, in turn, of the headers whose name fits. */
const pick = (headers: UpstreamHeaders, names: RegExp | undefined): string[] => {
  if (names === undefined) return []
  return Object.entries(headers).flatMap(([name, value]) => names.test(name) && typeof value === 'string' ? [name, value] : [])
}
