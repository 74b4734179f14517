import type { ParamRules } from '../../core/provider.ts'
import { isForeignSeal } from '../../dialects/openai-responses/seal.ts'
import { familyOf } from './families.ts'

/**
 * Nothing is kept there, or whoever shares the key could read it. So reasoning without its sealed content cannot be found
 * again, nor can OpenAI read what another provider has signed: it would refuse the whole request for either.
 */
const withoutLostReasoning = (input: unknown): unknown => {
  if (!Array.isArray(input) || !input.some(isLost)) return input
  return input.filter(item => !isLost(item))
}

const isLost = (item: any): boolean => // wire JSON
  item?.type === 'reasoning' && (typeof item.encrypted_content !== 'string' || item.encrypted_content === '' || isForeignSeal(item.encrypted_content))

const always: ParamRules = {
  store: { rule: 'fixed', value: false },
  input: { rule: 'map', map: withoutLostReasoning, detail: 'reasoning that OpenAI did not seal was left out' },
}

/** Sealed reasoning is asked for, because nothing else would be left of it. Models that do not think refuse to be asked. */
const sealed: ParamRules = { ...always, include: { rule: 'include', value: 'reasoning.encrypted_content' } }

/** The first reasoning models take sampling settings at their defaults only. */
const fixedSampling: ParamRules = {
  ...sealed,
  temperature: { rule: 'clamp', min: 1, max: 1 },
  top_p: { rule: 'clamp', min: 1, max: 1 },
  top_logprobs: { rule: 'unsupported' },
}

const thoughtless: ParamRules = { ...always, reasoning: { rule: 'unsupported' } }

const families: Readonly<Record<ReturnType<typeof familyOf>, ParamRules>> = {
  talker: thoughtless,
  'first-thinker': { ...fixedSampling, parallel_tool_calls: { rule: 'unsupported' } },
  thinker: fixedSampling,
  'gpt-5': fixedSampling,
  newer: sealed,
  old: thoughtless,
  unknown: always,
}

/** What OpenAI refuses in a request for a response, and what it must be told, by model. */
export const responsesParams = (model: string): ParamRules => families[familyOf(model)]
