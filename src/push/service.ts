import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import type { ChatStore, GenerationEnd, GenerationStore } from '../core/chats.ts'
import { GatewayError } from '../core/errors.ts'
import type { Clock, Log, Principal } from '../core/ports.ts'
import type { PushStore, PushSubscriptionRecord } from '../core/push.ts'
import { createId } from '../lib/ids.ts'
import { type EndpointRules, readEndpoint, readKeys } from './rules.ts'
import { createSend, type SendOptions } from './send.ts'
import { toPushSubscription } from './to-push-subscription.ts'
import { createVapid } from './vapid.ts'

export type PushServiceOptions = EndpointRules & Pick<SendOptions, 'post' | 'contact'> & {
  store: PushStore
  /** What somebody prefers, their language above all. */
  preferencesOf(userId: string): Promise<{ language?: string | null } | undefined>
  clock: Clock
  log: Log
  waitsMs?: readonly number[]
}

/** What a page gives of its browser. */
export type NewPushSubscription = Pick<PushSubscriptionRecord, 'endpoint' | 'keys' | 'origin'>

export type Push = ReturnType<typeof createPushService>['push']

/** Nobody has so many browsers. */
const mostSubscriptions = 20
/** So many answers may wait to be told of; more are not. */
const mostWaiting = 2000

/** Tells people whose page is closed that their answer is there. */
export function createPushService ({ store, post, contact, allowsPrivate, mayCall, preferencesOf, clock, log, waitsMs = [2000, 15_000, 60_000] }: PushServiceOptions) {
  const vapid = createVapid(store)
  const send = createSend({ post, vapid, allowsPrivate, contact, clock, log, waitsMs })
  const running = new Set<Promise<void>>()
  const stopping = new AbortController()
  // what goes on by itself belongs to no request and to no transaction
  const apart = AsyncLocalStorage.snapshot()

  const tell = async ({ chats, generations }: { chats: Pick<ChatStore, 'find' | 'roleOf'>; generations: Pick<GenerationStore, 'find'> }, { generationId, status, message }: GenerationEnd): Promise<void> => {
    const generation = await generations.find(generationId)
    // a program without an account has no browser
    if (generation === undefined || !generation.ownerId.startsWith('usr_')) return
    const { ownerId: userId, chatId } = generation
    const subscriptions = await store.list(userId, clock())
    if (subscriptions.length === 0 || await chats.roleOf(chatId, userId) === undefined) return
    const [chat, preferences] = await Promise.all([chats.find(chatId), preferencesOf(userId)])
    const text = JSON.stringify({ type: 'answer', status: status === 'complete' ? 'complete' : 'failed', chatId, messageId: message.id, title: chat?.title ?? null, language: preferences?.language ?? null })
    const topic = createHash('sha256').update(chatId).digest('base64url').slice(0, 32)
    await Promise.all(subscriptions.map(async subscription => {
      if (await send(subscription, { text, topic }, stopping.signal) === 'gone') await store.remove(userId, subscription.id)
    }))
  }

  const begin = (...about: Parameters<typeof tell>): void => {
    if (stopping.signal.aborted) return
    if (running.size >= mostWaiting) return log.warn({ waiting: running.size }, 'nobody was notified of an answer: too many wait')
    const telling = apart(tell, ...about)
      .catch((error: unknown) => { if (!stopping.signal.aborted) log.error({ err: error, generation: about[1].generationId }, 'nobody could be notified of an answer') })
      .finally(() => running.delete(telling))
    running.add(telling)
  }

  const push = {
    publicKey: vapid.publicKey,
    list: (caller: Principal): Promise<PushSubscriptionRecord[]> => store.list(caller.id, clock()),

    /** The same browser again keeps its id. */
    subscribe: async ({ id: userId, sessionId = '' }: Principal, { endpoint, keys, origin }: NewPushSubscription): Promise<PushSubscriptionRecord> => {
      const subscription = { id: createId('psh'), userId, sessionId, endpoint: readEndpoint(endpoint, { allowsPrivate, mayCall }), keys: readKeys(keys), origin: origin?.startsWith('https://') ? origin : undefined, createdAt: clock() }
      const stored = await store.put(subscription, mostSubscriptions)
      if (stored === undefined) throw new GatewayError('unauthorized', 'This session has ended: sign in again.')
      return stored
    },

    unsubscribe: async (caller: Principal, id: string): Promise<void> => {
      if (!await store.remove(caller.id, id)) throw new GatewayError('not_found', 'There is no subscription with this id.')
    },
  }

  return {
    push,

    /** The same store; whoever asked is told when their answer has ended. Nobody is told of what they stopped themselves. */
    tellOfAnswers: ({ store: chats, generationStore }: { store: ChatStore; generationStore: GenerationStore }): GenerationStore => ({
      ...generationStore,
      end: async end => {
        const isEnded = await generationStore.end(end)
        if (isEnded && end.status !== 'stopped') begin({ chats, generations: generationStore }, end)
        return isEnded
      },
    }),

    /** Of an account: to take it along, and to have it erased. */
    ownPush: {
      collect: async (userId: string) => ({ pushSubscriptions: (await store.list(userId, clock())).map(one => toPushSubscription(one, undefined)) }),
      erase: store.forget,
    },

    /** Who is being told gets so many milliseconds, further tries and all. */
    async close (graceMs: number): Promise<void> {
      const cutting = setTimeout(() => stopping.abort(), graceMs)
      await Promise.race([Promise.all(running), new Promise(resolve => { stopping.signal.addEventListener('abort', resolve, { once: true }) })])
      clearTimeout(cutting)
      stopping.abort()
      await Promise.all(running)
    },
  }
}
