import { test } from 'tap'
import type { ParamRules, Tongue } from '../../src/core/provider.ts'
import { applyParams } from '../../src/gateway/params.ts'
import anthropic from '../../src/providers/anthropic/index.ts'
import openaiCompatible from '../../src/providers/openai-compatible/index.ts'
import openai from '../../src/providers/openai/index.ts'

const rulesOf = ({ speaks: [{ params }] }: { speaks: readonly [Tongue, ...Tongue[]] }, model: string, baseUrl: string): ParamRules =>
  typeof params === 'function' ? params(model, { baseUrl }) : params ?? {}

type Case = { provider: { speaks: readonly [Tongue, ...Tongue[]] }; baseUrl?: string; model: string; sent: Record<string, unknown>; changes: Record<string, unknown> }

const gone = undefined
const cases: Record<string, Case> = {
  'o4-mini: renamed limit, fixed sampling, no stop': {
    provider: openai,
    model: 'o4-mini',
    sent: { max_tokens: 5, temperature: 0.2, top_p: 1, presence_penalty: 1, logprobs: true, logit_bias: {}, stop: 'x', seed: 1 },
    changes: { max_tokens: gone, max_completion_tokens: 5, temperature: 1, presence_penalty: 0, logprobs: gone, logit_bias: gone, stop: gone },
  },
  'o1 takes stop, but no parallel_tool_calls': { provider: openai, model: 'o1-2024-12-17', sent: { stop: 'x', parallel_tool_calls: true }, changes: { parallel_tool_calls: gone } },
  'gpt-5-mini, fine-tuned': { provider: openai, model: 'ft:gpt-5-mini:acme::1', sent: { temperature: 0 }, changes: { temperature: 1 } },
  'gpt-5-chat-latest is no reasoning model': { provider: openai, model: 'gpt-5-chat-latest', sent: { temperature: 0, max_tokens: 1 }, changes: { max_tokens: gone, max_completion_tokens: 1 } },
  'gpt-5.1 decides about sampling itself': { provider: openai, model: 'gpt-5.1', sent: { temperature: 0, max_tokens: 1 }, changes: { max_tokens: gone, max_completion_tokens: 1 } },
  'gpt-4o knows no effort': { provider: openai, model: 'gpt-4o', sent: { temperature: 0, max_tokens: 1, reasoning_effort: 'low' }, changes: { reasoning_effort: gone } },
  'an unknown model is left alone': { provider: openai, model: 'something-new', sent: { temperature: 0, max_tokens: 1 }, changes: {} },
  'Groq gives one answer, without log probabilities or names': {
    provider: openaiCompatible,
    baseUrl: 'https://api.groq.com/openai/v1',
    model: 'llama',
    sent: { n: 3, logprobs: true, top_logprobs: 2, logit_bias: {}, temperature: 2, messages: [{ role: 'user', name: 'Ada', content: 'x' }] },
    changes: { n: 1, logprobs: gone, top_logprobs: gone, logit_bias: gone, messages: [{ role: 'user', content: 'x' }] },
  },
  'messages that need no mending cause no warning': { provider: openaiCompatible, baseUrl: 'https://api.groq.com/openai/v1', model: 'm', sent: { messages: [{ role: 'user', content: 'x' }] }, changes: {} },
  'DeepSeek’s thinker has no sampling': { provider: openaiCompatible, baseUrl: 'https://api.deepseek.com', model: 'deepseek-reasoner', sent: { temperature: 1, logprobs: true, max_completion_tokens: 5 }, changes: { temperature: gone, logprobs: gone, max_completion_tokens: gone, max_tokens: 5 } },
  'DeepSeek’s talker has': { provider: openaiCompatible, baseUrl: 'https://api.deepseek.com', model: 'deepseek-chat', sent: { temperature: 1, messages: [{ role: 'developer', content: 'x' }] }, changes: { messages: [{ role: 'system', content: 'x' }] } },
  'grok-4 takes neither stop nor effort': { provider: openaiCompatible, baseUrl: 'https://api.x.ai/v1', model: 'grok-4-0709', sent: { stop: 'x', presence_penalty: 1, reasoning_effort: 'low' }, changes: { stop: gone, presence_penalty: gone, reasoning_effort: gone } },
  'grok-4.3 takes effort': { provider: openaiCompatible, baseUrl: 'https://api.x.ai/v1', model: 'grok-4.3', sent: { stop: 'x', reasoning_effort: 'low' }, changes: { stop: gone } },
  'grok without thinking takes stop': { provider: openaiCompatible, baseUrl: 'https://api.x.ai/v1', model: 'grok-4.20-0309-non-reasoning', sent: { stop: 'x', frequency_penalty: 1 }, changes: { frequency_penalty: gone } },
  'grok-3-mini takes effort': { provider: openaiCompatible, baseUrl: 'https://api.x.ai/v1', model: 'grok-3-mini', sent: { reasoning_effort: 'low', frequency_penalty: 1 }, changes: { frequency_penalty: gone } },
  'Cerebras takes no penalties': { provider: openaiCompatible, baseUrl: 'https://api.cerebras.ai/v1', model: 'gpt-oss-120b', sent: { presence_penalty: 1, logit_bias: {} }, changes: { presence_penalty: gone, logit_bias: gone } },
  'an unknown host is left alone': { provider: openaiCompatible, baseUrl: 'http://localhost:8000/v1', model: 'llama', sent: { n: 3, logprobs: true, messages: [{ role: 'developer', content: 'x' }] }, changes: {} },
  'Anthropic’s temperature ends at 1': { provider: anthropic, model: 'claude-sonnet-4-5', sent: { temperature: 1.4, top_k: 5 }, changes: { temperature: 1 } },
  'Opus 4.7 takes no sampling': { provider: anthropic, model: 'claude-opus-4-7', sent: { temperature: 0.5, top_p: 0.5, top_k: 5 }, changes: { temperature: gone, top_p: gone, top_k: gone } },
  'Opus 4 of a date is not Opus 4.7 or later': { provider: anthropic, model: 'claude-opus-4-20250514', sent: { temperature: 0.5 }, changes: {} },
}

for (const [name, { provider, baseUrl = 'https://api.openai.com/v1', model, sent, changes }] of Object.entries(cases)) {
  test(name, async t => {
    const { changes: made, warnings } = applyParams(sent, rulesOf(provider, model, baseUrl))
    t.strictSame(made, changes)
    t.same(warnings.map(({ param }) => param).sort(), Object.keys(changes).filter(field => field in sent).sort(), 'each change is a warning')
  })
}
