import { isObject, list, text } from '../wire.ts'

/** What the `content` of an answer holds once it is taken apart. */
export type Content = { text: string; reasoning: string; rest: unknown[] }

/**
 * Reads `content` given as a list of chunks: Mistral's `{type:"thinking", thinking:[{type:"text",text}]}` beside
 * `{type:"text"}`, and whatever comes in between (references).
 */
export function readContentChunks (chunks: readonly unknown[]): Content {
  const content: Content = { text: '', reasoning: '', rest: [] }
  for (const chunk of chunks) {
    if (typeof chunk === 'string') content.text += chunk
    else if (!isObject(chunk)) continue
    else if (chunk['type'] === 'thinking') content.reasoning += thinkingOf(chunk['thinking'])
    else if (typeof chunk['text'] === 'string') content.text += chunk['text']
    else content.rest.push(chunk)
  }
  return content
}

const thinkingOf = (thinking: unknown): string =>
  typeof thinking === 'string' ? thinking : list(thinking).map(chunk => text(chunk?.text) ?? '').join('')

/** Reasoning by the two names that the field has for it, then by OpenRouter's list of details. */
export const reasoningOf = (message: Record<string, any>): string | undefined =>
  text(message['reasoning_content']) ?? text(message['reasoning']) ?? text(list(message['reasoning_details']).map(detail => text(detail?.text) ?? text(detail?.summary) ?? '').join(''))
