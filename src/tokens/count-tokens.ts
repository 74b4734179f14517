import { countTokens as countPiece } from 'gpt-tokenizer/encoding/o200k_base'

/** The tokenizer takes quadratic time for a run without spaces, so text is counted in pieces of at most so many characters. */
const longest = 1000
/** A run without a space is cut shorter still: each cut costs a token at most. */
const longestRun = 250

/** What looks like a special token is text like any other. */
const asText = { disallowedSpecial: new Set<string>() }

/** Tokens of a text by o200k_base: exact for OpenAI's newer models, near enough for others. */
export function countTokens (text: string): number {
  let tokens = 0
  for (let from = 0, to = 0; from < text.length; from = to) {
    to = endOfPiece(text, from)
    tokens += countPiece(text.slice(from, to), asText)
  }
  return tokens
}

/** Before a space where there is one, as tokens begin with theirs. */
const endOfPiece = (text: string, from: number): number => {
  if (text.length - from <= longest) return text.length
  const space = text.lastIndexOf(' ', from + longest)
  if (space > from) return space
  const end = from + longestRun
  return isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end
}

const isHighSurrogate = (code: number): boolean => code >= 0xD800 && code <= 0xDBFF
