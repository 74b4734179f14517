import type { Clock, Log } from '../core/ports.ts'
import type { DeliveryStore, PostEvent, WebhookStore } from '../core/webhooks.ts'
import { createAttempt } from './attempt.ts'
import { createDispatcher, type DispatcherOptions } from './dispatcher.ts'
import type { Outbox } from './outbox.ts'
import type { UrlRules } from './rules.ts'
import { toWebhook } from './to-webhook.ts'
import { createWebhooks } from './webhooks.ts'

export type WebhookServiceOptions = Pick<UrlRules, 'mayCall'> & Pick<DispatcherOptions, 'retryMs' | 'timeoutMs' | 'isAlone' | 'disableAfterMs' | 'pollMs'> & {
  store: WebhookStore
  deliveries: DeliveryStore
  outbox: Outbox
  post: PostEvent
  allowsPrivate: boolean
  version: string
  /** How long is kept what came to its end, in milliseconds. */
  keepMs: number
  random?(): number
  clock: Clock
  log: Log
}

const hourMs = 3_600_000

/** The whole room, put together. */
export const createWebhookService = ({ store, deliveries, outbox, post, version, keepMs, random = Math.random, ...common }: WebhookServiceOptions) => {
  const { clock, log } = common
  const attempt = createAttempt({ ...common, post, userAgent: `Parlance/${version} (webhooks)` })
  const disable: DispatcherOptions['disable'] = async (webhook, reason) => {
    // somebody has changed it meanwhile, or another delivery has said the same
    if ((await store.find(webhook.id))?.updatedAt !== webhook.updatedAt) return
    await store.update(webhook.id, { isEnabled: false, disabledReason: reason, updatedAt: clock() })
    await outbox.refresh()
    log.warn({ webhookId: webhook.id, reason }, 'a webhook was disabled')
  }
  const dispatcher = createDispatcher({ ...common, deliveries, webhooks: store, attempt, disable, random })
  outbox.onWritten(dispatcher.wake)
  const webhooks = createWebhooks({ ...common, store, deliveries, outbox, attempt, wake: dispatcher.wake })

  const prune = async (): Promise<void> => { while (await deliveries.prune(clock() - keepMs)); }
  const pruning = setInterval(() => {
    prune().catch((error: unknown) => log.warn({ err: error }, 'old webhook deliveries could not be removed'))
  }, hourMs).unref()

  return {
    webhooks,
    prune,
    /** Of an account: to take it along, and to have it erased. */
    ownWebhooks: {
      collect: async (userId: string) => ({ webhooks: (await webhooks.listOwn(userId, { limit: 1000 })).data.map(toWebhook) }),
      erase: webhooks.erase,
    },
    start: dispatcher.start,
    async close (graceMs: number): Promise<void> {
      clearInterval(pruning)
      await outbox.close()
      await dispatcher.close(graceMs)
    },
  }
}
