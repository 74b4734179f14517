import type { Target } from '../core/ports.ts'
import type { Timeouts } from '../core/provider.ts'

/** What holds for providers that say nothing of their own. */
export type DefaultTimeouts = Timeouts & { timeoutMs: number }

/** How long one target may take: the word on the model goes before that on its provider. */
export function timeoutsOf ({ record, model }: Target, defaults: DefaultTimeouts): DefaultTimeouts {
  const { timeoutMs = defaults.timeoutMs, firstTokenTimeoutMs = defaults.firstTokenTimeoutMs, totalTimeoutMs = defaults.totalTimeoutMs, modelOverrides } = record
  // clients choose the names: not every property is an entry
  const own = modelOverrides !== undefined && Object.hasOwn(modelOverrides, model) ? modelOverrides[model]! : none
  return {
    timeoutMs: own.timeoutMs ?? timeoutMs,
    firstTokenTimeoutMs: own.firstTokenTimeoutMs ?? firstTokenTimeoutMs,
    totalTimeoutMs: own.totalTimeoutMs ?? totalTimeoutMs,
  }
}

const none: Timeouts = {}
