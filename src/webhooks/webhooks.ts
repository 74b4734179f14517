import { GatewayError } from '../core/errors.ts'
import type { Clock, Page, PageQuery, Principal } from '../core/ports.ts'
import type { DeliveryAttempt, DeliveryRecord, DeliveryStatus, DeliveryStore, WebhookChange, WebhookRecord, WebhookStore } from '../core/webhooks.ts'
import { createId } from '../lib/ids.ts'
import type { Attempt } from './attempt.ts'
import type { Outbox } from './outbox.ts'
import { readEvents, readUrl, type UrlRules } from './rules.ts'
import { createSecret } from './sign.ts'

export type WebhooksOptions = Pick<UrlRules, 'mayCall'> & {
  store: WebhookStore
  deliveries: DeliveryStore
  outbox: Pick<Outbox, 'refresh'>
  attempt: Attempt
  /** Told when something may be due. */
  wake(): void
  /** Whether the operator lets webhooks of admins call private addresses. */
  allowsPrivate: boolean
  clock: Clock
}

export type WebhookSettings = Pick<WebhookRecord, 'url' | 'events'> & { description?: string | undefined; isEnabled?: boolean | undefined }
/** A field left out stays; a description set to undefined is cleared. */
export type WebhookEdit = Partial<WebhookSettings>

/** A webhook and its secret, which nobody can show again. */
export type NewWebhook = { webhook: WebhookRecord; secret: string }

export type ListedDelivery = DeliveryRecord & { nextAt: number | undefined }

const maxOverlapSeconds = 7 * 24 * 60 * 60
const defaultOverlapSeconds = 24 * 60 * 60

/** Subscriptions and who may do what with them. Keys of the house and admins have all; others those of their own account. */
export const createWebhooks = ({ store, deliveries, outbox, attempt, wake, mayCall, allowsPrivate, clock }: WebhooksOptions) => {
  const rulesFor = (caller: Principal): UrlRules => ({ mayCall, allowsPrivate: caller.isAdmin && allowsPrivate })

  const find = async (caller: Principal, id: string): Promise<WebhookRecord> => {
    const webhook = await store.find(id)
    const scope = accountOf(caller)
    if (webhook === undefined || (scope !== undefined && webhook.ownerId !== scope)) throw missing()
    return webhook
  }

  const change = async (id: string, fields: WebhookChange): Promise<WebhookRecord> => {
    const webhook = await store.update(id, { ...fields, updatedAt: clock() })
    await outbox.refresh()
    if (webhook === undefined) throw missing()
    return webhook
  }

  const findDelivery = async (caller: Principal, id: string, deliveryId: string): Promise<DeliveryRecord> => {
    await find(caller, id)
    const delivery = await deliveries.find(id, deliveryId)
    if (delivery === undefined) throw new GatewayError('not_found', 'There is no delivery with this id.')
    return delivery
  }

  return {
    create: async (caller: Principal, { url, events, description, isEnabled = true }: WebhookSettings): Promise<NewWebhook> => {
      const ownerId = accountOf(caller)
      const secret = createSecret()
      const now = clock()
      const webhook: WebhookRecord = {
        id: createId('whk'),
        ownerId,
        url: readUrl(url, rulesFor(caller)),
        events: readEvents(events, ownerId),
        description,
        isEnabled,
        disabledReason: undefined,
        secret,
        previousSecret: undefined,
        previousExpiresAt: undefined,
        allowsPrivate: caller.isAdmin,
        failingSince: undefined,
        createdBy: caller.id,
        createdAt: now,
        updatedAt: now,
      }
      await store.insert(webhook)
      await outbox.refresh()
      return { webhook, secret }
    },

    list: (caller: Principal, query: PageQuery): Promise<Page<WebhookRecord>> => store.list({ ...query, ownerId: accountOf(caller) }),

    get: find,

    /** Enabling one, or giving it another address, lets everything that waits go on at once. */
    update: async (caller: Principal, id: string, edit: WebhookEdit): Promise<WebhookRecord> => {
      const before = await find(caller, id)
      const { url, events, isEnabled } = edit
      const isResumed = isEnabled === true && !before.isEnabled
      const isRenewed = isResumed || (url !== undefined && (isEnabled ?? before.isEnabled))
      const after = await change(id, {
        // who sets the address answers for it
        ...url !== undefined && { url: readUrl(url, rulesFor(caller)), allowsPrivate: caller.isAdmin },
        ...events !== undefined && { events: readEvents(events, before.ownerId) },
        ...'description' in edit && { description: edit.description },
        ...isEnabled !== undefined && { isEnabled },
        ...isResumed && { disabledReason: undefined },
      })
      if (isRenewed) {
        await store.noteFailing(id, undefined)
        await deliveries.resume(id, clock())
        wake()
      }
      return isRenewed ? { ...after, failingSince: undefined } : after
    },

    remove: async (caller: Principal, id: string): Promise<void> => {
      await find(caller, id)
      await store.remove(id)
      await outbox.refresh()
    },

    /** A new secret. The old one signs too for a while, so that the receiver can change over without losing anything. */
    rotate: async (caller: Principal, id: string, { overlapSeconds = defaultOverlapSeconds }: { overlapSeconds?: number | undefined } = {}): Promise<NewWebhook> => {
      if (!(Number.isSafeInteger(overlapSeconds) && overlapSeconds >= 0 && overlapSeconds <= maxOverlapSeconds)) {
        throw new GatewayError('invalid_request', `overlapSeconds is 0 to ${maxOverlapSeconds}.`, { param: 'overlapSeconds' })
      }
      const { secret: previousSecret } = await find(caller, id)
      const secret = createSecret()
      const previous = overlapSeconds > 0
        ? { previousSecret, previousExpiresAt: clock() + overlapSeconds * 1000 }
        : { previousSecret: undefined, previousExpiresAt: undefined }
      return { webhook: await change(id, { secret, ...previous }), secret }
    },

    /** Sends an event that says nothing, now, also when it is disabled. Nothing of it is kept. */
    test: async (caller: Principal, id: string): Promise<{ isDelivered: boolean; attempt: DeliveryAttempt }> => {
      const webhook = await find(caller, id)
      const body = JSON.stringify({ type: 'webhook.test', timestamp: new Date(clock()).toISOString(), data: { webhookId: id } })
      return attempt(webhook, { id: createId('evt'), body }, new AbortController().signal)
    },

    deliveries: async (caller: Principal, id: string, query: PageQuery & { status?: DeliveryStatus | undefined }): Promise<Page<ListedDelivery>> => {
      await find(caller, id)
      return deliveries.list(id, query)
    },

    /** Throws `conflict` for what waits anyway. */
    redeliver: async (caller: Principal, id: string, deliveryId: string): Promise<ListedDelivery> => {
      const delivery = await findDelivery(caller, id, deliveryId)
      if (delivery.status === 'pending') throw new GatewayError('conflict', 'This delivery is waiting for its next attempt anyway.')
      const now = clock()
      const repeated = await deliveries.repeat(delivery, createId('dlv'), now)
      wake()
      return { ...repeated, nextAt: now }
    },

    /** What somebody has of webhooks, to take it along. */
    listOwn: (userId: string, query: PageQuery): Promise<Page<WebhookRecord>> => store.list({ ...query, ownerId: userId }),

    /** Of somebody who goes. */
    erase: async (userId: string): Promise<void> => {
      for (;;) {
        const { data } = await store.list({ limit: 100, ownerId: userId })
        for (const { id } of data) await store.remove(id)
        if (data.length < 100) break
      }
      await outbox.refresh()
    },
  }
}

export type Webhooks = ReturnType<typeof createWebhooks>

/** Whose events and webhooks a caller has; undefined has all. Only admins give house keys this scope. */
const accountOf = ({ isAdmin, userId }: Principal): string | undefined => isAdmin ? undefined : userId

const missing = (): GatewayError => new GatewayError('not_found', 'There is no webhook with this id.')
