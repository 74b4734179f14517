import type { AuditAction } from '../core/audit.ts'
import type { WebhookChange, WebhookRecord, WebhookStore } from '../core/webhooks.ts'
import type { Audit } from './audit.ts'
import { type Facts, hide, hideQuery } from './facts.ts'

/** The same store; what is done to webhooks is written down, by the house too. */
export const auditWebhooks = (store: WebhookStore, audit: Audit): WebhookStore => ({
  ...store,

  insert: webhook => audit.record(() => store.insert(webhook), () => ({ action: 'webhook.created', target: targetOf(webhook), before: undefined, after: factsOf(webhook) })),

  update: async (id, change) => {
    const { after } = await audit.record(
      async () => ({ before: await store.find(id), after: await store.update(id, change) }),
      ({ before, after }) => before && after && { action: actionOf(change), target: targetOf(after), before: factsOf(before), after: factsOf(after) }
    )
    return after
  },

  remove: async id => {
    const { isRemoved } = await audit.record(
      async () => ({ before: await store.find(id), isRemoved: await store.remove(id) }),
      ({ before, isRemoved }) => before && isRemoved ? { action: 'webhook.deleted', target: targetOf(before), before: factsOf(before), after: undefined } : undefined
    )
    return isRemoved
  },
})

const actionOf = (change: WebhookChange): AuditAction =>
  change.secret !== undefined ? 'webhook.rotated' : change.disabledReason !== undefined ? 'webhook.disabled' : 'webhook.updated'

const targetOf = ({ id, url, description }: WebhookRecord) => ({ type: 'webhook' as const, id, name: description ?? URL.parse(url)?.host })

const factsOf = ({ id, url, secret, previousSecret, failingSince, createdBy, createdAt, updatedAt, ...webhook }: WebhookRecord): Facts =>
  ({ ...webhook, url: hideQuery(url), secret: hide(secret), previousSecret: hide(previousSecret) })
