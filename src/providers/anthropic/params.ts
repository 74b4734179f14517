import type { ParamRules } from '../../core/provider.ts'

/** Anthropic's temperature ends at 1, OpenAI's at 2. */
const common: ParamRules = { temperature: { rule: 'clamp', min: 0, max: 1 } }

/** Claude Opus 4.7 and what came after it samples as it sees fit and refuses to be told. https://platform.claude.com/docs/en/about-claude/models/migration-guide */
const withoutSampling: ParamRules = {
  temperature: { rule: 'unsupported' },
  top_p: { rule: 'unsupported' },
  top_k: { rule: 'unsupported' },
}

/** What Anthropic refuses, by model. */
export const anthropicParams = (model: string): ParamRules =>
  /^claude-opus-(?:4-[7-9](?!\d)|[5-9])/.test(model) ? withoutSampling : common
