import { GatewayError } from '../core/errors.ts'
import type { History } from './history.ts'

/** The window of a model, in tokens; `isKnown` is false when nobody has said how large it is. `prompt`: what the house tells it when a chat has no prompt of its own. */
export type Window = { limit: number; isKnown: boolean; forAnswer: number; prompt?: string | undefined }

/** So many messages are counted to say how long a chat is. */
const maxCounted = 2000

/** What is asked does not fit by itself. */
export const questionTooLong = (tokens: number, window: Window): GatewayError =>
  new GatewayError('context_length_exceeded', `The message has about ${tokens} tokens with its system prompt and documents; ${sayWindow(window)}.`, { param: 'content' })

/** The question fits, but not with everything that was said before it. */
export async function refuseHistory (history: History, { fixed, window }: { fixed: number; window: Window }): Promise<GatewayError> {
  let tokens = fixed
  let index = 0
  for (let told; index < maxCounted && (told = await history.at(index)) !== undefined; index++) tokens += told.size
  const size = `${index === maxCounted ? 'more than ' : ''}${tokens} tokens in ${index === maxCounted ? 'more than ' : ''}${index} messages`
  return new GatewayError('context_length_exceeded', `The chat has about ${size} before this one; ${sayWindow(window)}. Send \`whenTooLong\` as \`summarise\` to have the older ones summarised or as \`omit\` to leave them out, or choose a model with a larger window.`, { param: 'whenTooLong' })
}

const sayWindow = ({ limit, isKnown, forAnswer }: Window): string =>
  `the model’s window is ${limit}${isKnown ? '' : ' (assumed, because nobody has said how large it is)'}, of which ${forAnswer} are kept for the answer`
