import type { FastifySchemaValidationError } from 'fastify/types/schema.js'
import { GatewayError } from '../core/errors.ts'
import type { LimitStore, Log, Principal } from '../core/ports.ts'
import { requestIdOf } from '../lib/request-id.ts'
import { type Load, windowsOf } from '../limits/index.ts'
import { buildValidator, readValidation } from '../plugins/validation.ts'
import { type ClientAnswers, clientEvents, type ClientEvents, type Refused } from '../schemas/realtime.ts'
import { ref } from '../schemas/type.ts'
import type { Admission } from './admission.ts'
import type { Connection } from './io.ts'
import { createLanes } from './lanes.ts'
import { refuse } from './refusal.ts'

/** What an event is about besides what it says. */
export type Asked = { socket: Connection; caller: Principal; requestId: string }
export type Handlers = { [Name in keyof ClientEvents]: (asked: Asked, payload: ClientEvents[Name]) => Promise<ClientAnswers[Name]> }

export type DispatchOptions = { admission: Pick<Admission, 'callerOf'>; limits: LimitStore; load: Pick<Load, 'refuse'>; handlers: Handlers; log: Log }

/** Of one connection, whatever it says. */
const eventsPerMinute = 300

/**
 * Hears what a client says: who asks, may they ask so often, is it well-formed, then it is done and answered. What concerns
 * one chat is done in the order in which it was said.
 */
export const createDispatch = ({ admission, limits, load, handlers, log }: DispatchOptions) => {
  const build = buildValidator()
  const validators = new Map(Object.entries(clientEvents).map(([name, { payload }]) => [name, build({ schema: ref(payload), httpPart: 'body' })]))

  const count = async ({ id }: Connection, caller: Principal, name: keyof ClientEvents): Promise<void> => {
    const { isUnlimited, isInference } = clientEvents[name]
    const windows = [{ key: `socket ${id}`, limit: eventsPerMinute, windowMs: 60_000 }, ...isUnlimited ? [] : windowsOf(caller, isInference)]
    const { ok, windows: states } = await limits.take(windows)
    if (ok) return
    const full = states.find(({ limit, used }) => used >= limit)!
    throw new GatewayError('rate_limited', `Your limit of ${full.limit} ${full === states[0] ? 'events a minute on one connection' : 'requests'} is used up.`, { retryAfterMs: full.resetAt - Date.now() })
  }

  const answer = async <Name extends keyof ClientEvents>(socket: Connection, name: Name, payload: unknown, requestId: string): Promise<ClientAnswers[Name]> => {
    const refused = clientEvents[name].isInference ? load.refuse() : undefined
    if (refused !== undefined) throw refused
    const caller = await admission.callerOf(socket)
    await count(socket, caller, name)
    const read = validators.get(name)!(payload)
    if ('error' in read) throw readValidation(read.error as FastifySchemaValidationError[], 'payload')
    return handlers[name]({ socket, caller, requestId }, payload as ClientEvents[Name]) // as the validator has found
  }

  return (socket: Connection): void => {
    const lanes = createLanes()
    socket.onAny((name: string, ...said: unknown[]) => {
      const last = said.at(-1)
      const respond = typeof last === 'function' ? last as (answer: object) => void : () => {}
      const payload = typeof said[0] === 'function' ? undefined : said[0]
      lanes(laneOf(payload), async () => {
        const requestId = requestIdOf(undefined)
        const begun = performance.now()
        let answered: object | Refused
        try {
          if (!isKnown(name)) throw new GatewayError('invalid_request', `There is no event ${JSON.stringify(name.slice(0, 100))}; there are ${Object.keys(clientEvents).join(', ')}.`)
          answered = await answer(socket, name, payload, requestId)
        } catch (thrown) {
          answered = refuse(thrown, { requestId, log })
        }
        log.debug({ requestId, principal: socket.data.callerId, event: isKnown(name) ? name : 'unknown', latencyMs: Math.round(performance.now() - begun), ...'error' in answered && { error: (answered as Refused).error.code } }, 'event')
        respond(answered)
      })
    })
  }
}

const isKnown = (name: string): name is keyof ClientEvents => Object.hasOwn(clientEvents, name)

const laneOf = (payload: unknown): string => String((Object(payload) as { chatId?: unknown }).chatId).slice(0, 100)
