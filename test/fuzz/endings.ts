// How the stream of each dialect says that it is over. What a relay passes on before and after is the upstream's own.
import { createRule, parseOr, readFrames } from '../helpers/doors/door.ts'

const framesOf = (stream: string) => readFrames(stream, createRule([]))
const dataOf = (stream: string): string[] => framesOf(stream).map(({ data }) => data)

const has = (stream: string, isEnd: (event: any) => boolean): boolean => dataOf(stream).some(data => isEnd(parseOr(data)))

/** An event says what it is in its name or in its data. */
const hasType = (stream: string, ...types: string[]): boolean => framesOf(stream).some(({ event, data }) => types.includes(event ?? '') || types.includes(parseOr(data)?.type))

/** By the id of the dialect: whether a client is told. */
export const isToldTheEnd: Readonly<Record<string, (stream: string) => boolean>> = {
  'openai-chat': stream => dataOf(stream).indexOf('[DONE]') === dataOf(stream).length - 1,
  'anthropic-messages': stream => hasType(stream, 'message_stop', 'error'),
  'openai-responses': stream => hasType(stream, 'response.completed', 'response.incomplete', 'response.failed', 'error'),
  gemini: stream => has(stream, event => event?.error !== undefined || typeof event?.promptFeedback?.blockReason === 'string' || (Array.isArray(event?.candidates) && event.candidates.some((candidate: any) => typeof candidate?.finishReason === 'string'))),
  ollama: stream => stream.split('\n').some(line => parseOr(line)?.done === true || parseOr(line)?.error !== undefined),
}
