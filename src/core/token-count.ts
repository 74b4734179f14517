/** An answer of the operation `count-tokens`: how long a prompt is. */
export type TokenCount = { inputTokens: number }
