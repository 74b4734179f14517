import type { ChatRequest, FinishReason, Message } from '../core/chat.ts'
import { GatewayError } from '../core/errors.ts'
import type { Principal } from '../core/ports.ts'
import { type Call, createHouseDoor, type Gateway } from '../gateway/index.ts'
import { requestIdOf } from '../lib/request-id.ts'

/** What the house wants to know of a model for a chat. `caller` pays; `user` is whose chat it is; `route` says in the books what it was for. */
export type HouseQuestion = { model: string; messages: Message[]; maxOutputTokens: number; chatId: string; caller: Principal; user: string; route: string }

export type HouseAnswer = { text: string; reason: FinishReason }

/** Asks a model for a text, through the gateway like everybody else. Rejects with GatewayError when it fails or breaks off, and with the signal's reason when that aborts: then the call is ended at once. */
export const askModel = (gateway: Gateway, question: HouseQuestion, signal: AbortSignal): Promise<HouseAnswer> => new Promise((resolve, reject) => {
  if (signal.aborted) return reject(signal.reason)
  let text = ''
  let reason: FinishReason | undefined
  let failure: GatewayError | undefined
  const door = createHouseDoor(event => {
    if (event.type === 'message-start') text = ''
    else if (event.type === 'text-delta') text += event.text
    else if (event.type === 'message-end') reason = event.reason
    else if (event.type === 'error') failure = event.error
  })
  const giveUp = (): void => {
    exchange.abort()
    reject(signal.reason)
  }
  const settle = (error: GatewayError | undefined): void => {
    signal.removeEventListener('abort', giveUp)
    if (error === undefined && reason !== undefined) resolve({ text, reason })
    else reject(error ?? new GatewayError('upstream_cut', 'The answer broke off before its end.'))
  }
  signal.addEventListener('abort', giveUp, { once: true })
  const exchange = gateway.chat(callOf(question, door), {
    onStart: () => {},
    onBytes: () => true,
    onEnd: () => settle(failure),
    onFail: error => settle(error),
  })
})

const callOf = ({ model, messages, maxOutputTokens, chatId, caller, user, route }: HouseQuestion, door: Call['door']): Call => {
  const request: ChatRequest = { model, messages, stream: true, params: { maxOutputTokens }, extras: {} }
  return {
    requestId: requestIdOf(undefined),
    route,
    door,
    createAnswerId: () => chatId,
    raw: Buffer.alloc(0),
    body: { model, request },
    headers: {},
    caller,
    attribution: { user, chat: chatId },
    models: [model],
    isStream: true,
    includeUsage: true,
    isStrict: false,
  }
}
