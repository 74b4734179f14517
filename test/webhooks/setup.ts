// Webhooks on a real store, delivering over real sockets, with a clock to set.
import type { Test } from 'tap'
import { createAudit, auditWebhooks } from '../../src/audit/index.ts'
import type { HouseEvent } from '../../src/core/house-events.ts'
import type { Principal } from '../../src/core/ports.ts'
import { createAuditStore, createDeliveryStore, createVault, createWebhookStore, type Database } from '../../src/storage/index.ts'
import { createTransport, mayCall } from '../../src/transport/index.ts'
import { createOutbox, createWebhookService, type WebhookServiceOptions } from '../../src/webhooks/index.ts'
import { silentLog } from '../helpers/silent-log.ts'

export const admin: Principal = { type: 'key', id: 'key_admin', name: 'admin', scopes: ['admin'], isAdmin: true, limits: undefined }

/** Something that happens to a chat. */
export const happened = (subject: string, number = 1, more: Partial<HouseEvent> = {}): HouseEvent =>
  ({ type: 'message.created', subject, ownerId: undefined, at: Date.now(), data: { chatId: subject, number }, ...more })

export type Office = Awaited<ReturnType<typeof openOffice>>

/** One process. `time.skew` is added to the clock. */
export async function openOffice (t: Test, database: Database, more: Partial<WebhookServiceOptions> & { time?: { skew: number } } = {}) {
  const time = more.time ?? { skew: 0 }
  const clock = () => Date.now() + time.skew
  const transport = createTransport({ connectTimeoutMs: 2000 })
  const vault = createVault([Buffer.alloc(32, 7)])
  const { atomically } = database
  const audit = createAudit({ store: createAuditStore(database, createVault([Buffer.alloc(32, 1)])), atomically, clock, log: silentLog, keepMs: undefined })
  const store = auditWebhooks(createWebhookStore(database, vault), audit)
  const deliveries = createDeliveryStore(database)
  const outbox = createOutbox({ deliveries, webhooks: store, atomically, log: silentLog, refreshMs: 50, retryMs: 5 })
  await outbox.refresh()
  const service = createWebhookService({
    store, deliveries, outbox, post: transport.post, mayCall, allowsPrivate: true, timeoutMs: 5000, retryMs: 20, isAlone: false, pollMs: 20, keepMs: 1000, version: '0', random: () => 0.5, clock, log: silentLog, ...more,
  })
  const isOpen = { now: true }
  const close = async () => {
    if (!isOpen.now) return
    isOpen.now = false
    await service.close(0)
    audit.close()
    await transport.close()
  }
  t.teardown(close)
  /** Writes events together with nothing else. */
  const tell = (...events: HouseEvent[]) => outbox.tell(events.map(({ type }) => type), async () => {}, () => events)
  const subscribe = (url: string, settings: object = {}) => service.webhooks.create(admin, { url, events: ['message.created'], ...settings })
  const listDeliveries = async (id: string) => (await service.webhooks.deliveries(admin, id, { limit: 200 })).data
  return { ...service, audit, outbox, store, deliveries, time, tell, subscribe, listDeliveries, close }
}

/** Asks again and again until the answer is as wanted. The suite's time limit is the only other way out. */
export async function until<T> (ask: () => T | Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (isWanted(answer)) return answer
    await new Promise(resolve => { setTimeout(resolve, 10) })
  }
}
