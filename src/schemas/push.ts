import { type Static, Type } from '@sinclair/typebox'
import { Timestamp } from './common.ts'
import { ref } from './type.ts'

const id = 'psh_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'
const p256dh = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'
const auth = 'BTBZMqHH6r4Tts7J_aSIgg'

export const PushSubscription = Type.Object({
  id: Type.String({ examples: [id] }),
  isCurrent: Type.Boolean({ description: 'Whether the session that asks made it.', examples: [true] }),
  service: Type.String({ description: 'The push service of the browser.', examples: ['https://updates.push.services.mozilla.com'] }),
  createdAt: Timestamp('When it was made.'),
}, { $id: 'PushSubscription', additionalProperties: false, description: 'A browser that is told when an answer is ready.' })
export type PushSubscription = Static<typeof PushSubscription>

export const PushState = Type.Object({
  publicKey: Type.String({ description: 'The server’s key, as `applicationServerKey` of `PushManager.subscribe()` takes it.', examples: [p256dh] }),
  subscriptions: Type.Array(ref(PushSubscription), { description: 'Your browsers, newest first.' }),
}, { $id: 'PushState', additionalProperties: false, description: 'How browsers of yours are told.' })
export type PushState = Static<typeof PushState>

export const CreatePushSubscription = Type.Object({
  endpoint: Type.String({ minLength: 1, maxLength: 2000, description: 'Where the push service takes messages: https, no private address.', examples: ['https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn'] }),
  keys: Type.Object({
    p256dh: Type.String({ maxLength: 120, pattern: '^[A-Za-z0-9_-]+=*$', description: 'The browser’s public key.', examples: [p256dh] }),
    auth: Type.String({ maxLength: 40, pattern: '^[A-Za-z0-9_-]+=*$', description: 'The secret that it shares.', examples: [auth] }),
  }, { additionalProperties: false, description: 'For the encryption of RFC 8291, in base64url.' }),
}, { $id: 'CreatePushSubscription', additionalProperties: false, description: 'What `toJSON()` of the browser’s `PushSubscription` says, without `expirationTime`.', examples: [{ endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn', keys: { p256dh, auth } }] })
export type CreatePushSubscription = Static<typeof CreatePushSubscription>

export const PushSubscriptionParams = Type.Object({ subscriptionId: Type.String({ maxLength: 100, description: 'The id of the subscription.', examples: [id] }) })
