// Tells browsers whose page is closed that an answer is there: encrypted for each, signed, through their push services.
export { createPushService, type NewPushSubscription, type Push, type PushServiceOptions } from './service.ts'
export { toPushSubscription } from './to-push-subscription.ts'
