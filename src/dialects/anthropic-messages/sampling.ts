import type { ChatParams, Warning } from '../../core/chat.ts'
import type { Wire } from '../wire.ts'

/** Writes sampling and the like, and warns of what Anthropic does not have. Needs `thinking` to stand in the body. */
export function writeSampling (params: ChatParams, body: Wire, warnings: Warning[]): void {
  const drop = (param: string, detail?: string): void => {
    warnings.push({ param, action: 'dropped', ...(detail !== undefined && { detail }) })
  }
  const isThinking = body['thinking'] !== undefined && body['thinking'].type !== 'disabled'
  writeTemperature(params, isThinking, body, warnings)
  if (params.topK !== undefined) {
    if (isThinking) drop('top_k', 'thinking rules it out')
    else body['top_k'] = params.topK
  }
  const stop = params.stop?.filter(text => text.trim() !== '') ?? []
  if (stop.length > 0) body['stop_sequences'] = stop
  if (params.stop !== undefined && stop.length < params.stop.length) drop('stop', 'a stop text must not be blank')
  if (params.user !== undefined) body['metadata'] = { ...body['metadata'], user_id: params.user }
  if (params.serviceTier !== undefined) writeServiceTier(params.serviceTier, body, drop)
  if (params.n !== undefined && params.n > 1) drop('n')
  if (params.seed !== undefined) drop('seed')
  if (params.presencePenalty) drop('presence_penalty')
  if (params.frequencyPenalty) drop('frequency_penalty')
  if (params.logprobs) drop('logprobs')
  if (params.topLogprobs) drop('top_logprobs')
  if (params.metadata !== undefined) drop('metadata')
  if (params.verbosity !== undefined) drop('verbosity')
}

/** Anthropic's scale ends at 1, and its newer models take temperature or top_p, not both. */
const writeTemperature = ({ temperature, topP }: ChatParams, isThinking: boolean, body: Wire, warnings: Warning[]): void => {
  if (temperature !== undefined) {
    if (isThinking && temperature !== 1) warnings.push({ param: 'temperature', action: 'dropped', detail: 'thinking rules it out' })
    else body['temperature'] = Math.min(1, temperature)
    if (!isThinking && temperature > 1) warnings.push({ param: 'temperature', action: 'clamped', detail: '0..1' })
  }
  if (topP === undefined) return
  if (temperature !== undefined && topP < 1) warnings.push({ param: 'top_p', action: 'dropped', detail: 'temperature is set' })
  else if (isThinking && topP < 0.95) warnings.push({ param: 'top_p', action: 'dropped', detail: 'thinking rules it out' })
  else if (temperature === undefined) body['top_p'] = topP
}

const writeServiceTier = (tier: string, body: Wire, drop: (param: string) => void): void => {
  if (tier === 'auto' || tier === 'standard_only') body['service_tier'] = tier
  else if (tier === 'default') body['service_tier'] = 'standard_only'
  else drop('service_tier')
}
