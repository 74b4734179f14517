/** The version in the name of a Claude model, as major × 100 + minor: `claude-opus-4-7` is 407, `claude-3-5-haiku-20241022` 305. Undefined for other names. */
export function claudeVersion (model: string): number | undefined {
  const match = /claude-(?:[a-z]+-)?(\d{1,2})(?!\d)(?:[-.](\d{1,2})(?!\d))?/.exec(model)
  return match === null ? undefined : Number(match[1]) * 100 + Number(match[2] ?? 0)
}

const isSince = (version: number, model: string): boolean => (claudeVersion(model) ?? 0) >= version

/**
 * Since 4.7 Claude decides itself how much to think: it refuses a budget of tokens, and every setting of sampling.
 * https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking
 */
export const decidesItself = (model: string): boolean => isSince(407, model) || /claude-mythos/.test(model)

/** Since 4.8 instructions may come in the middle of a conversation. https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages */
export const takesLaterSystem = (model: string): boolean => isSince(408, model)

/** Whether the arguments of a tool can be held to their schema; models that are not Claude's are taken at their word. https://platform.claude.com/docs/en/build-with-claude/structured-outputs */
export const keepsToSchemas = (model: string): boolean => (claudeVersion(model) ?? Infinity) >= 405
