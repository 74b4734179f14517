import { setTimeout as sleep } from 'node:timers/promises'
import type { HealthCheck, HealthStore, HealthWatch } from '../core/health.ts'
import type { Announce } from '../core/house-events.ts'
import type { Clock, Log, Observation, ProviderRecord } from '../core/ports.ts'
import { createId } from '../lib/ids.ts'
import type { Health } from './health.ts'
import { failuresOf, verdictOf } from './verdict.ts'

export type MonitorOptions = {
  store: HealthStore
  /** All of them; those that are disabled are left alone. */
  records(): readonly ProviderRecord[]
  health: { read(id: string): Health; observe(observation: Observation): void }
  /** Asks a provider how it is, free of charge, and observes what it says. Never throws. */
  check(record: ProviderRecord): Promise<void>
  /** How long a provider may go unused before it is asked. */
  intervalMs: number
  /** How often there is a look at what is due; absent: a quarter of the interval, and 1 to 15 seconds. */
  tickMs?: number | undefined
  random(): number
  clock: Clock
  log: Log
  announce?: Announce | undefined
}

/** Bounds what is stored. */
const keptMs = 7 * 24 * 3600_000
const keptChecks = 200
const loadedChecks = 50
const pruneMs = 3600_000
/** A provider that is dead is asked less and less often, down to this. */
const rarestFactor = 10
/** One that has just failed is asked sooner: was it a hiccup? */
const confirmMs = 10_000
/** Clocks of several machines differ by less. */
const skewMs = 30_000
const closeMs = 500

/**
 * Watches the providers that nobody uses just now; those in use tell how they are by themselves. Of several instances on
 * one database one at a time looks, and each knows what the others saw.
 */
export function createMonitor ({ store, records, health, check, intervalMs, tickMs = Math.min(15_000, Math.max(1000, intervalMs / 4)), random, clock, log, announce }: MonitorOptions) {
  const instance = createId('ins')
  const settleMs = Math.min(15_000, intervalMs / 2)
  /** What others saw, and what of ours is stored up to. */
  const foreign = new WeakSet<Observation>()
  const known = new Map<string, number>()
  const storedUntil = new Map<string, number>()
  let readUntil = 0
  let prunedAt = 0
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  let running: Promise<void> = Promise.resolve()

  const watched = (): ProviderRecord[] => records().filter(({ isEnabled }) => isEnabled)
  const jitter = (ms: number): number => Math.round(ms * (0.9 + 0.2 * random()))

  const delayAfter = (checks: readonly Observation[]): number => {
    const failures = failuresOf(checks).length
    if (failures === 0) return jitter(intervalMs)
    if (failures < 3) return jitter(Math.min(intervalMs, confirmMs))
    return jitter(intervalMs * Math.min(rarestFactor, 2 ** (failures - 3)))
  }

  /** An older one than is known already would turn back the time. */
  const learn = (checks: readonly HealthCheck[]): void => {
    for (const check of checks) {
      if (check.instance === instance || known.has(check.id)) continue
      known.set(check.id, check.at)
      if (check.at < (health.read(check.providerId).checks.at(-1)?.at ?? 0)) continue
      foreign.add(check)
      health.observe(check)
    }
  }

  const catchUp = async (now: number): Promise<void> => {
    learn(await store.since(readUntil - skewMs))
    readUntil = now
    for (const [id, at] of known) if (at < now - 2 * skewMs) known.delete(id)
  }

  /** Of what was seen since the last time the newest, and the newest failure: traffic may be heavy. */
  const storeSeen = async (): Promise<void> => {
    const fresh: HealthCheck[] = []
    for (const { id } of watched()) {
      const from = storedUntil.get(id) ?? 0
      const own = health.read(id).checks.filter(check => check.at > from && !foreign.has(check))
      const newest = own.at(-1)
      if (newest === undefined) continue
      const failed = own.findLast(({ ok }) => !ok)
      for (const seen of new Set(failed === undefined ? [newest] : [failed, newest])) fresh.push({ ...seen, id: createId('chk'), instance })
      storedUntil.set(id, newest.at)
    }
    await store.add(fresh)
  }

  const look = async (record: ProviderRecord, watch: HealthWatch | undefined): Promise<void> => {
    const { id: providerId } = record
    const now = clock()
    const { checks } = health.read(providerId)
    if (watch === undefined) await store.watch({ providerId, dueAt: now, told: 'unknown' })
    const seenAt = checks.at(-1)?.at ?? -Infinity
    const isFailing = failuresOf(checks).length > 0
    if (now - seenAt < (isFailing ? Math.min(intervalMs, confirmMs) : intervalMs)) {
      // in use: whoever else looks need not ask, unless it fails
      const dueAt = watch?.dueAt ?? now
      if (dueAt < seenAt + intervalMs / 2 || (isFailing && dueAt > now + 2 * confirmMs)) await store.setDue(providerId, now + delayAfter(checks))
      return
    }
    if ((watch?.dueAt ?? now) > now || !await store.claim(providerId, now, now + jitter(intervalMs))) return
    await check(record)
    if (!isClosed) await store.setDue(providerId, clock() + delayAfter(health.read(providerId).checks))
  }

  const tell = async ({ id, name }: ProviderRecord, told: HealthWatch['told']): Promise<void> => {
    const now = clock()
    const { checks } = health.read(id)
    const verdict = verdictOf(checks, { now, settleMs })
    if (verdict === undefined || verdict === told || !await store.tell(id, told, verdict, now)) return
    if (told === 'unknown' && verdict === 'up') return
    const errorKind = checks.at(-1)?.errorKind
    log[verdict === 'down' ? 'warn' : 'info']({ provider: name, state: verdict, errorKind }, `a provider is ${verdict}`)
    announce?.({ type: `provider.${verdict}`, subject: id, ownerId: undefined, at: now, data: { id, name, state: verdict, error: errorKind ?? null } })
  }

  const work = async (): Promise<void> => {
    const now = clock()
    await catchUp(now)
    const watches = new Map((await store.watches()).map(watch => [watch.providerId, watch]))
    await Promise.all(watched().map(record => look(record, watches.get(record.id))))
    if (isClosed) return
    await storeSeen()
    for (const record of watched()) await tell(record, watches.get(record.id)?.told ?? 'unknown')
    if (now - prunedAt < pruneMs) return
    prunedAt = now
    await store.prune(now - keptMs, keptChecks)
  }

  /** One look at everything. Never fails: the next one is soon. */
  const tick = (): Promise<void> => {
    running = work().catch((error: unknown) => { if (!isClosed) log.error({ err: error }, 'providers could not be looked after') })
    return running
  }

  const schedule = (ms: number): void => {
    timer = setTimeout(() => {
      void tick().then(() => { if (!isClosed) schedule(jitter(tickMs)) })
    }, ms)
    timer.unref()
  }

  return {
    tick,
    /** Takes up where the process before this one left off. */
    async start (): Promise<void> {
      for (const { id } of watched()) learn(await store.newest(id, loadedChecks))
      readUntil = clock()
      schedule(random() * tickMs)
    },
    /** The provider is another one now, or gone. Never fails. */
    forget (id: string, isGone: boolean): void {
      storedUntil.delete(id)
      store.forget(id, isGone).catch((error: unknown) => log.warn({ err: error, providerId: id }, 'the history of a provider could not be dropped'))
    },
    async close (): Promise<void> {
      isClosed = true
      clearTimeout(timer)
      // what is on its way to a provider is not waited for: it ends with the connections
      const patience = new AbortController()
      await Promise.race([running, sleep(closeMs, undefined, { signal: patience.signal }).catch(() => {})])
      patience.abort()
    },
  }
}
export type Monitor = ReturnType<typeof createMonitor>
