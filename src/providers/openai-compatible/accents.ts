import type { ModelInfo, ParamRules } from '../../core/provider.ts'
import { hostOf } from '../base-url.ts'
import { mendMessages } from './messages.ts'

/** How a well-known service departs from OpenAI chat. */
export type Accent = {
  params?(model: string): ParamRules
  /** For a service without a listing. */
  models?: readonly ModelInfo[]
}

const unsupported = { rule: 'unsupported' } as const
const always = (rules: ParamRules) => () => rules

/** https://console.groq.com/docs/openai: these are answered with 400. */
const groq: ParamRules = {
  logprobs: unsupported,
  top_logprobs: unsupported,
  logit_bias: unsupported,
  n: { rule: 'clamp', min: 1, max: 1 },
  messages: mendMessages({ without: ['name'] }, 'Groq takes no names in messages'),
}

const deepseekMessages = mendMessages({ noDeveloper: true }, 'DeepSeek knows no developer role')

/** https://api-docs.deepseek.com: thinking ignores sampling and refuses log probabilities. */
const deepseek = (model: string): ParamRules => ({
  max_completion_tokens: { rule: 'rename', to: 'max_tokens' },
  messages: deepseekMessages,
  ...(model === 'deepseek-reasoner' && {
    temperature: unsupported,
    top_p: unsupported,
    presence_penalty: unsupported,
    frequency_penalty: unsupported,
    logprobs: unsupported,
    top_logprobs: unsupported,
  }),
})

const thinkingGroks = /^grok-(?:[4-9]|3-mini|code|build)(?!.*non-reasoning)/
const groksWithoutEffort = /^grok-(?:2|3(?!-mini)|4(?![.\d])|4\.20-(?!multi)|code|build)/

/** https://docs.x.ai/docs/guides/reasoning: thinking models take no penalties and no stops, and not all have a dial for effort. */
const xai = (model: string): ParamRules => ({
  logit_bias: unsupported,
  ...(/^grok-[4-9]/.test(model) && { presence_penalty: unsupported, frequency_penalty: unsupported }),
  ...(thinkingGroks.test(model) && { presence_penalty: unsupported, frequency_penalty: unsupported, stop: unsupported }),
  ...(groksWithoutEffort.test(model) && { reasoning_effort: unsupported }),
})

/** https://inference-docs.cerebras.ai/resources/openai: these are answered with 400. */
const cerebras: ParamRules = {
  frequency_penalty: unsupported,
  presence_penalty: unsupported,
  logit_bias: unsupported,
  messages: mendMessages({ noDeveloper: true }, 'Cerebras knows no developer role'),
}

/** https://docs.perplexity.ai/getting-started/models: the API lists none of them. */
const perplexityModels: readonly ModelInfo[] = [
  { id: 'sonar', displayName: 'Sonar', ownedBy: 'perplexity', capabilities: ['streaming', 'vision', 'json'] },
  { id: 'sonar-pro', displayName: 'Sonar Pro', ownedBy: 'perplexity', capabilities: ['streaming', 'vision', 'json'] },
  { id: 'sonar-reasoning-pro', displayName: 'Sonar Reasoning Pro', ownedBy: 'perplexity', capabilities: ['streaming', 'vision', 'json', 'reasoning'] },
  { id: 'sonar-deep-research', displayName: 'Sonar Deep Research', ownedBy: 'perplexity', capabilities: ['streaming', 'json', 'reasoning'] },
]

/** By host name. What is not here is taken to speak like OpenAI: the table lists exceptions only. */
export const accents: Readonly<Record<string, Accent>> = {
  'api.groq.com': { params: always(groq) },
  'api.deepseek.com': { params: deepseek },
  'api.x.ai': { params: xai },
  'api.cerebras.ai': { params: always(cerebras) },
  'api.perplexity.ai': { models: perplexityModels },
}

/** The accent of the service at this address. */
export const findAccent = (baseUrl: string): Accent | undefined => {
  const host = hostOf(baseUrl)
  return host !== undefined && Object.hasOwn(accents, host) ? accents[host] : undefined
}
