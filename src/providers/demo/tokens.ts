const token = /\s*(?:[\p{L}\p{N}\p{M}_]{1,8}|\S)|\s+/gu

/** Cuts text into pieces that look like a model’s tokens: a word, or eight characters of a long one, with the space before it. Joined they are the text. */
export const splitTokens = (text: string): string[] => text.match(token) ?? []

/** How many tokens a prompt counts: a quarter of its characters, rounded up. Cheap, however long the prompt. */
export const countPromptTokens = (characters: number): number => Math.ceil(characters / 4)
