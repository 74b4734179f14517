import type { Attempt, Receipt } from '../core/chat.ts'
import type { Progress } from '../core/dialect.ts'
import type { GatewayError } from '../core/errors.ts'
import type { Call } from './call.ts'

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
  warnings: [],
  usage: undefined,
  finish: undefined,
  error: undefined,
  costUsd: undefined,
  pricing: undefined,
  attribution: call.attribution,
  latencyMs: 0,
  timeToFirstTokenMs: undefined,
})

/** Writes down how the answer went. */
export const noteProgress = (receipt: Receipt, { usage, finish, error }: Pick<Progress, 'usage' | 'finish' | 'error'>): void => {
  receipt.usage = usage
  receipt.finish = finish
  receipt.error = error
}

export const noteAttempt = (receipt: Receipt, attempt: Omit<Attempt, 'error'>, error: GatewayError | undefined): void => {
  receipt.attempts.push(error === undefined ? attempt : { ...attempt, error: error.kind })
}
