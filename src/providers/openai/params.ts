import type { ParamRules } from '../../core/provider.ts'
import { familyOf } from './families.ts'

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

const noVerbosity: ParamRules = { verbosity: { rule: 'unsupported' } }

const families: Readonly<Record<ReturnType<typeof familyOf>, ParamRules>> = {
  talker: renamed,
  'first-thinker': { ...fixedSampling, ...noVerbosity, parallel_tool_calls: { rule: 'unsupported' } },
  thinker: { ...fixedSampling, ...noVerbosity, stop: { rule: 'unsupported' } },
  'gpt-5': { ...fixedSampling, stop: { rule: 'unsupported' } },
  // They take sampling settings as long as the effort is `none`, which is the default: the vendor decides.
  newer: renamed,
  old: { ...noVerbosity, reasoning_effort: { rule: 'unsupported' } },
  unknown: {},
}

/** What OpenAI refuses in a chat, by model. */
export const openaiParams = (model: string): ParamRules => families[familyOf(model)]
