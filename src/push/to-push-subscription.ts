import type { PushSubscriptionRecord } from '../core/push.ts'

/** A subscription as its owner sees it. Its address and keys are the browser’s affair. `sessionId`: that of whoever looks. */
export const toPushSubscription = ({ id, sessionId, endpoint, createdAt }: PushSubscriptionRecord, currentId: string | undefined) => ({
  id,
  isCurrent: sessionId === currentId,
  service: new URL(endpoint).origin,
  createdAt: new Date(createdAt).toISOString(),
})
