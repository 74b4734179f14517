import { AsyncLocalStorage } from 'node:async_hooks'
import type { Atomically } from '../core/audit.ts'
import type { Bells } from '../core/bells.ts'
import type { Announce, HouseEvent, HouseEventType } from '../core/house-events.ts'
import type { Log } from '../core/ports.ts'
import { type DeliveryStore, hears, type OutgoingEvent, type WebhookStore } from '../core/webhooks.ts'
import { createId } from '../lib/ids.ts'
import { createQueue } from '../lib/queue.ts'

export type OutboxOptions = {
  deliveries: Pick<DeliveryStore, 'write'>
  webhooks: Pick<WebhookStore, 'wishes'>
  atomically: Atomically
  /** Tells other instances that a webhook was changed, and hears of theirs. */
  bells?: Pick<Bells, 'tell' | 'on' | 'onGap'>
  log: Log
  /** How often is looked whether another process has changed a webhook, in milliseconds. */
  refreshMs?: number
  /** The wait before an announced event is written again that could not be, in milliseconds. */
  retryMs?: number
}

export type Outbox = {
  /** Does the work and writes the events that it means, both or neither. When no webhook hears of such events it is only done. */
  tell<T>(types: readonly HouseEventType[], work: () => Promise<T>, eventsOf: (result: T) => readonly HouseEvent[] | Promise<readonly HouseEvent[]>): Promise<T>
  /** Writes an event that comes with no change of its own. */
  announce: Announce
  /** Looks again what webhooks want to hear, and has other instances look. */
  refresh(): Promise<void>
  /** Told, some time after, when there is something to deliver. */
  onWritten(listener: () => void): void
  /** When all that was announced is written. */
  close(): Promise<void>
}

const maxWaiting = 1000
const maxWrites = 6

/** Where events wait until they are delivered: in the database, from the same moment on as the change that they tell of. */
export const createOutbox = ({ deliveries, webhooks, atomically, bells, log, refreshMs = 5000, retryMs = 200 }: OutboxOptions): Outbox => {
  let wishes: Awaited<ReturnType<WebhookStore['wishes']>> = []
  let wanted = new Set<HouseEventType>()
  let listener = () => {}
  let waiting = 0
  const enqueue = createQueue()
  // what goes on by itself belongs to no request and to no transaction
  const apart = AsyncLocalStorage.snapshot()

  const look = async (): Promise<void> => {
    wishes = await webhooks.wishes()
    wanted = new Set(wishes.flatMap(({ events }) => events))
  }
  const lookBehind = async (): Promise<void> => {
    await look().catch((error: unknown) => log.warn({ err: error }, 'what webhooks want to hear could not be looked up'))
  }
  const timer = setInterval(lookBehind, refreshMs).unref()
  const unlisten = bells === undefined ? [] : [bells.on('webhooks', lookBehind), bells.onGap(lookBehind)]

  const write = async (events: readonly HouseEvent[]): Promise<void> => {
    const heard = events.filter(event => wishes.some(wish => hears(wish, event)))
    if (heard.length > 0) await deliveries.write(heard.map(toOutgoing))
  }

  const writeAnnounced = async (event: HouseEvent): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      try {
        await write([event])
        return listener()
      } catch (error) {
        const fields = { err: error, type: event.type, subject: event.subject }
        if (attempt === maxWrites) return log.error(fields, 'an event was lost: it could not be written for the webhooks')
        if (attempt === 1) log.warn(fields, 'an event could not be written for the webhooks; it is tried again')
        await new Promise(resolve => { setTimeout(resolve, retryMs * 2 ** attempt) })
      }
    }
  }

  return {
    async tell (types, work, eventsOf) {
      if (!types.some(type => wanted.has(type))) return work()
      const result = await atomically(async () => {
        const done = await work()
        await write(await eventsOf(done))
        return done
      })
      apart(listener)
      return result
    },

    announce (event) {
      if (!wanted.has(event.type)) return
      if (waiting >= maxWaiting) return log.error({ type: event.type, subject: event.subject }, 'an event was lost: too many wait to be written for the webhooks')
      waiting++
      void apart(() => enqueue(() => writeAnnounced(event))).finally(() => { waiting-- })
    },

    async refresh () {
      await look()
      await bells?.tell('webhooks', {})
    },
    onWritten: next => { listener = next },

    async close () {
      clearInterval(timer)
      for (const stop of unlisten) stop()
      await enqueue(async () => {})
    },
  }
}

const toOutgoing = ({ type, subject, ownerId, at, data }: HouseEvent): OutgoingEvent =>
  ({ id: createId('evt'), type, subject, ownerId, at, payload: JSON.stringify({ type, timestamp: new Date(at).toISOString(), data }) })
