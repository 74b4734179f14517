// Counts tokens, for prompts whose provider does not count and for chats that must fit into a context window.
export { createTokenCounter, type TokenCounter } from './counter.ts'
export { countPrompt } from './prompt.ts'
