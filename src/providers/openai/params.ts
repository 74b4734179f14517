import type { ParamRules } from '../../core/provider.ts'

/** Reasoning models call the limit by its new name and refuse the old one. https://platform.openai.com/docs/guides/reasoning */
const renamed: ParamRules = { max_tokens: { rule: 'rename', to: 'max_completion_tokens' } }

/** The first reasoning models take sampling settings at their defaults only. */
const fixedSampling: ParamRules = {
  ...renamed,
  temperature: { rule: 'clamp', min: 1, max: 1 },
  top_p: { rule: 'clamp', min: 1, max: 1 },
  presence_penalty: { rule: 'clamp', min: 0, max: 0 },
  frequency_penalty: { rule: 'clamp', min: 0, max: 0 },
  logprobs: { rule: 'unsupported' },
  top_logprobs: { rule: 'unsupported' },
  logit_bias: { rule: 'unsupported' },
}

const families: readonly { models: RegExp; rules: ParamRules }[] = [
  { models: /^gpt-\d+(?:\.\d+)?-chat/, rules: renamed },
  { models: /^o1(?:-|$)|^o3-mini/, rules: { ...fixedSampling, parallel_tool_calls: { rule: 'unsupported' } } },
  { models: /^o\d/, rules: { ...fixedSampling, stop: { rule: 'unsupported' } } },
  { models: /^gpt-5(?:-|$)/, rules: { ...fixedSampling, stop: { rule: 'unsupported' } } },
  // From GPT-5.1 on sampling settings are taken as long as the effort is `none`, which is the default: the vendor decides.
  { models: /^gpt-[5-9]/, rules: renamed },
  { models: /^(?:gpt-4|gpt-3|chatgpt-4)/, rules: { reasoning_effort: { rule: 'unsupported' } } },
]

/** What OpenAI refuses, by model; fine-tuned models are told by what they are made of. */
export function openaiParams (model: string): ParamRules {
  const base = model.replace(/^ft:/, '')
  return families.find(({ models }) => models.test(base))?.rules ?? {}
}
