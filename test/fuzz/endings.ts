// How the stream of each dialect says that it is over. What a relay passes on before and after is the upstream's own.
import { createRule, parseOr, readFrames } from '../helpers/doors/door.ts'

const dataOf = (stream: string): string[] => readFrames(stream, createRule([])).map(({ data }) => data)

const has = (stream: string, isEnd: (event: any) => boolean): boolean => dataOf(stream).some(data => isEnd(parseOr(data)))

const hasType = (...types: string[]) => (event: any): boolean => types.includes(event?.type)

/** By the id of the dialect: whether a client is told. */
export const isToldTheEnd: Readonly<Record<string, (stream: string) => boolean>> = {
  'openai-chat': stream => dataOf(stream).indexOf('[DONE]') === dataOf(stream).length - 1,
  'anthropic-messages': stream => has(stream, hasType('message_stop', 'error')),
  'openai-responses': stream => has(stream, hasType('response.completed', 'response.incomplete', 'response.failed', 'error')),
  gemini: stream => has(stream, event => event?.error !== undefined || typeof event?.promptFeedback?.blockReason === 'string' || (Array.isArray(event?.candidates) && event.candidates.some((candidate: any) => typeof candidate?.finishReason === 'string'))),
  ollama: stream => stream.split('\n').some(line => parseOr(line)?.done === true || parseOr(line)?.error !== undefined),
}
