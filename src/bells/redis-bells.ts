import type { Redis } from 'ioredis'
import type { BellName, Bells } from '../core/bells.ts'
import type { Log } from '../core/ports.ts'
import { createId } from '../lib/ids.ts'
import { createEchoes } from './echoes.ts'
import { createListeners } from './listeners.ts'
import { createPeers } from './peers.ts'

export type RedisBellsOptions = {
  client: Redis
  /** What tells this house from others on the same Redis. */
  house: string
  log: Log
}

/**
 * As it is published. Without a name it only says that its instance is alive. `asks`: whoever goes by the news shall say so, with
 * the same word in `heard`.
 */
type Ring = { from: string; name?: string; news?: unknown; asks?: string; heard?: string; isLast?: true; hasLost?: true }

/** What is worth nothing a moment later, or said again when others are heard again. */
const fleeting: readonly BellName[] = ['generations', 'presence', 'presence-wanted', 'typing']

const beatMs = 500
/** Whoever does not hear its own beat for so long is deaf. */
const deafMs = 1500
/** How often everything counts as missed by whoever is deaf. */
const lookMs = 1000
const firstWaitMs = 500
/** Whoever is told something has so long to say that it goes by it. */
const patienceMs = 1000
/** Rings that wait for Redis to come back. */
const maxWaiting = 1000

/**
 * Rings through Redis. Every instance hears its own beat by the way that the others' rings come: what does not come back says
 * that nothing else does either, whatever the reason, and until it does everything counts as missed once a second.
 */
export const createRedisBells = async ({ client, house, log }: RedisBellsOptions): Promise<Bells> => {
  const self = createId('ins')
  const channel = `parlance:bells:${house}`
  const listeners = createListeners(log)
  const peers = createPeers()
  const echoes = createEchoes(patienceMs)
  const subscriber = client.duplicate({ connectionName: 'parlance-bells', lazyConnect: true, autoResubscribe: false, commandTimeout: 2000 })
  let isHearing = false
  let heardSelfAt = -Infinity
  let lookedAt = -Infinity
  let isClosed = false
  /** In the order in which they were rung. */
  let waiting: string[] = []
  let hasLost = false

  const { promise: firstHeard, resolve: hearFirst } = Promise.withResolvers<void>()

  const look = (): void => {
    lookedAt = performance.now()
    listeners.tellGap()
  }

  const fallSilent = (): void => {
    if (!isHearing || isClosed) return
    isHearing = false
    log.warn({}, 'other instances are not heard: what they change is looked up every second')
    look()
  }

  const hearSelf = (): void => {
    heardSelfAt = performance.now()
    if (isHearing) return
    isHearing = true
    log.info({}, 'other instances are heard')
    hearFirst()
    look()
  }

  subscriber.on('error', () => {}) // the connection that asks says it, once
  subscriber.on('close', fallSilent)
  subscriber.on('ready', () => { subscriber.subscribe(channel).then(beat, () => { if (!isClosed) subscriber.disconnect(true) }) })
  subscriber.on('message', (_channel: string, text: string) => {
    const { from, name, news, asks, heard, isLast, hasLost } = JSON.parse(text) as Ring // published by ourselves
    if (from === self) return hearSelf()
    if (isLast === true) {
      peers.leave(from)
      echoes.leave(from)
      return listeners.tellGone(from)
    }
    peers.hear(from, performance.now())
    if (hasLost === true) look()
    if (heard !== undefined) echoes.hear(heard, from)
    if (name === undefined) return
    const done = listeners.hear(name, news, from)
    if (asks === undefined) return
    const answer = () => { publish({ heard: asks }).catch(() => {}) }
    if (done === undefined) answer()
    else done.then(answer)
  })

  const publish = async (ring: Omit<Ring, 'from'>): Promise<unknown> => client.publish(channel, JSON.stringify({ from: self, ...ring } satisfies Ring))

  /** What could not be rung when it happened; others have looked meanwhile, but one of them may not have noticed. */
  const catchUp = async (): Promise<void> => {
    while (waiting.length > 0) {
      await client.publish(channel, waiting[0]!)
      waiting.shift()
    }
    if (!hasLost) return
    await publish({ hasLost: true })
    hasLost = false
  }

  const beat = (): void => {
    const now = performance.now()
    publish({}).then(catchUp).catch(() => {})
    if (isHearing && now - heardSelfAt > deafMs) {
      fallSilent()
      // a connection that is open but dead is not mended by waiting
      subscriber.disconnect(true)
    }
    for (const instance of peers.takeGone(now)) listeners.tellGone(instance)
    if ((!isHearing || peers.isSomebodySilent(now)) && now - lookedAt >= lookMs) look()
  }
  const timer = setInterval(beat, beatMs).unref()

  subscriber.connect().catch(() => {})
  // a start does not wait for a Redis that is not there
  const { promise: late, resolve: giveUp } = Promise.withResolvers<void>()
  const patience = setTimeout(giveUp, client.status === 'ready' ? firstWaitMs : 0)
  await Promise.race([firstHeard, late])
  clearTimeout(patience)

  const ring = (name: BellName, news: unknown, asks?: string): void => {
    const text = JSON.stringify({ from: self, name, news, ...asks !== undefined && { asks } } satisfies Ring)
    const keep = () => {
      if (fleeting.includes(name)) return
      if (waiting.length < maxWaiting) waiting.push(text)
      else hasLost = true
    }
    // what was rung before goes first
    if (waiting.length > 0) return keep()
    client.publish(channel, text).catch(keep)
  }

  return {
    instance: self,
    get others () { return peers.present(performance.now()).length },
    ring: (name, news) => ring(name, news),
    async tell (name, news) {
      const others = peers.present(performance.now())
      // who is deaf would not hear their answers
      if (others.length === 0 || !isHearing) return ring(name, news)
      const { id, heard } = echoes.expect(others)
      ring(name, news, id)
      await heard
    },
    on: listeners.on,
    onGap: listeners.onGap,
    onGone: listeners.onGone,
    get isHearing () { return isHearing },
    check: () => isHearing ? { name: 'doorbells', ok: true } : { name: 'doorbells', ok: false, detail: 'other instances are not heard: what they change is looked up every second' },
    async close () {
      isClosed = true
      clearInterval(timer)
      echoes.close()
      waiting = []
      await publish({ isLast: true }).catch(() => {})
      subscriber.disconnect()
    },
  }
}
