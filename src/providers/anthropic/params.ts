import type { ParamRules } from '../../core/provider.ts'
import { withoutForeignThinking } from '../../dialects/anthropic-messages/foreign-thinking.ts'
import { decidesItself } from '../../dialects/anthropic-messages/models.ts'

/** Anthropic's temperature ends at 1, OpenAI's at 2. */
const sampling: ParamRules = { temperature: { rule: 'clamp', min: 0, max: 1 } }

/** https://platform.claude.com/docs/en/about-claude/models/migration-guide */
const withoutSampling: ParamRules = {
  temperature: { rule: 'unsupported' },
  top_p: { rule: 'unsupported' },
  top_k: { rule: 'unsupported' },
}

/** What Anthropic refuses in a conversation, whether it is to be answered or counted. */
export const promptParams = (model: string): ParamRules => ({
  messages: { rule: 'map', map: messages => withoutForeignThinking(messages, model.includes('claude')), detail: 'thinking of another provider was left out' },
})

/** What Anthropic refuses, by model. */
export const anthropicParams = (model: string): ParamRules => ({ ...promptParams(model), ...(decidesItself(model) ? withoutSampling : sampling) })
