// Mistral's accent on OpenAI's dialects, for its own kind and for generic ones that lead to it. https://docs.mistral.ai/api
import type { Warning } from '../core/chat.ts'
import type { ParamRules, Tongue } from '../core/provider.ts'
import type { Wire } from '../dialects/wire.ts'
import { type Warn, writeMessages } from './mistral-messages.ts'
import { writeTools } from './mistral-tools.ts'

const unsupported = { rule: 'unsupported' } as const

/** Its schema is closed: a field that it does not know is answered with 422. */
const chatRules: ParamRules = {
  max_completion_tokens: { rule: 'rename', to: 'max_tokens' },
  seed: { rule: 'rename', to: 'random_seed' },
  temperature: { rule: 'clamp', min: 0, max: 1.5 },
  logprobs: unsupported,
  top_logprobs: unsupported,
  logit_bias: unsupported,
  top_k: unsupported,
  user: unsupported,
  store: unsupported,
  service_tier: unsupported,
  verbosity: unsupported,
  modalities: unsupported,
  audio: unsupported,
  web_search_options: unsupported,
  safety_identifier: unsupported,
  prompt_cache_retention: unsupported,
}

/** Models that think on request do so or do not: there is nothing in between. https://docs.mistral.ai/capabilities/reasoning */
const thinksOnRequest = /^(?:mistral-(?:small|medium)|magistral)/
/** Models that refuse the question. */
const neverThinks = /^(?:codestral|devstral|ministral|open-|pixtral|voxtral|mistral-(?:tiny|nemo|large-2[45]))/

const effortRules: ParamRules = {
  ...chatRules,
  reasoning_effort: { rule: 'map', map: effort => effort === 'none' ? effort : 'high', detail: 'none or high' },
}
const thoughtlessRules: ParamRules = { ...chatRules, reasoning_effort: unsupported }

const rulesOf = (model: string): ParamRules =>
  thinksOnRequest.test(model) ? effortRules : neverThinks.test(model) ? thoughtlessRules : chatRules

/** Usage is told in every stream without being asked for, and asking is refused. A null is refused like any other unknown value. */
const shape = ({ stream_options: _, ...body }: Wire): { body: Wire; warnings: Warning[] } => {
  const warnings = new Map<string, Warning>()
  const warn: Warn = (param, action, detail) => { warnings.set(param, { param, action, ...detail !== undefined && { detail } }) }
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
  const messages = writeMessages(body['messages'], !neverThinks.test(body['model']), warn)
  const tools = writeTools(body['tools'], warn)
  return { body: { ...given, messages, ...tools.length > 0 && { tools } }, warnings: [...warnings.values()] }
}

export const mistralChat: Omit<Tongue, 'dialect'> = { params: rulesOf, shape }

export const mistralEmbeddings: Omit<Tongue, 'dialect'> = {
  params: { dimensions: { rule: 'rename', to: 'output_dimension' }, user: unsupported },
}
