import type { Pricing, Rates } from '../core/provider.ts'
import type { SpendRequest } from '../core/ports.ts'
import { estimatePrompt } from '../core/prompt-size.ts'

/** What a call may take at the most. `nanos`: money; undefined when nobody knows the price. */
export type Estimate = { prompt: number; output: number; tokens: number; nanos: number | undefined }

export type EstimateOptions = {
  /** Set aside for a request that does not limit its answer, unless its model says less. 0: as much as its model says. */
  reservedOutputTokens: number
  outputLimitOf?: ((target: SpendRequest['target']) => number | undefined) | undefined
}

/** For a model of which nobody knows how much it writes. */
const assumedOutputTokens = 4096
/** A dollar a million tokens is a thousand nano-dollars a token. */
const nanosPerRate = 1000

/** Errs high: what is set aside and not used is given back when the call ends. */
export function estimate (request: SpendRequest, options: EstimateOptions): Estimate {
  const prompt = estimatePrompt(request.body, request.bodyBytes, request.systemPrompt)
  const output = request.operation === 'chat' ? outputOf(request, options) : 0
  return { prompt, output, tokens: prompt + output, nanos: request.pricing && priceOf(request.pricing, prompt, output) }
}

const outputOf = ({ maxOutputTokens, target, body }: SpendRequest, { reservedOutputTokens, outputLimitOf }: EstimateOptions): number => {
  const known = outputLimitOf?.(target)
  const unsaid = reservedOutputTokens === 0 ? known ?? assumedOutputTokens : Math.min(known ?? Infinity, reservedOutputTokens)
  const each = maxOutputTokens === undefined ? unsaid : Math.min(maxOutputTokens, known ?? Infinity)
  const { n } = body
  return Math.max(0, Math.ceil(each)) * (typeof n === 'number' && n > 1 ? Math.floor(n) : 1)
}

/** Writing to a cache may cost more than input does; longer prompts may have other rates. */
const priceOf = (pricing: Pricing, prompt: number, output: number): number | undefined => {
  const rates: Rates[] = [pricing, ...(pricing.tiers ?? []).filter(({ above }) => prompt > above).map(tier => ({ ...pricing, ...tier }))]
  let dearest = 0
  for (const { input, cacheWrite = input, output: outputRate } of rates) {
    if (input === undefined || (outputRate === undefined && output > 0)) return undefined
    dearest = Math.max(dearest, prompt * Math.max(input, cacheWrite ?? input) + output * (outputRate ?? 0))
  }
  return Math.ceil(dearest * nanosPerRate)
}
