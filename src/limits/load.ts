import { getHeapStatistics } from 'node:v8'
import { GatewayError } from '../core/errors.ts'
import type { Log } from '../core/ports.ts'
import { giveBackMemory } from '../lib/give-back-memory.ts'

/** Why calls are refused: the event loop is late, too many calls run, memory is full. */
export type LoadReason = 'lag' | 'calls' | 'memory'

/** `lagMs`: how late the event loop is, smoothed. `residentBytes`: undefined where nobody can tell. `shed`: calls refused since the start. */
export type LoadState = { isShedding: boolean; lagMs: number; residentBytes: number | undefined; shed: Readonly<Record<LoadReason, number>> }

/** What this process may take. Absent: without limit, or nine tenths of the memory; 0: any memory. */
export type LoadLimits = { lagMs?: number; calls?: number; residentBytes?: number }

/** What there is for this process, in bytes, and how much of it this process holds. */
export type Memory = { bytes: number; readResident(): number }

export type LoadOptions = {
  limits: LoadLimits
  /** Calls to models that are running. */
  calls: { readonly active: number }
  /** Absent: not looked at. */
  memory?: Memory | undefined
  /** Returns to the system what is held and not needed. */
  giveBack?: () => void
  /** From 0 up to but not including 1. */
  random?: () => number
  log: Log
}

export type Load = {
  /** Why a call to a model is refused now; undefined: it is let in. Two comparisons on the hot path. */
  refuse(): GatewayError | undefined
  readonly state: LoadState
  /** Begins to look at the event loop and at memory. */
  start(): void
  /** From here on everything is refused: the process stops. */
  stop(): void
}

const tickMs = 100
const ticksPerMemoryLook = 10
/** A single stall weighs so much in the smoothed lag, and counts for no more than so many limits: it takes two to be late. */
const weight = 0.3
const highest = 3
/** Of V8's own limit, beyond which the process would end. */
const heapShare = 0.9
const memoryShare = 0.9
const giveBackEveryMs = 30_000
const sayEveryMs = 10_000
const recentMs = 1000

/** Refuses calls before everybody has to wait: what runs is finished, what cannot be served well is told to come again. */
export function createLoad ({ limits, calls, memory, giveBack = giveBackMemory, random = Math.random, log }: LoadOptions): Load {
  const mostCalls = limits.calls ?? Infinity
  const mostBytes = limits.residentBytes ?? (memory?.bytes ?? 0) * memoryShare
  const shed = { lag: 0, calls: 0, memory: 0 }
  let lagMs = 0
  let residentBytes: number | undefined
  /** How many calls may run; while memory is short one may, because it may stay so until there is work. */
  let ceiling = mostCalls
  /** How many may begin until the next tick: fewer and fewer while the event loop is late, then more again. */
  let mostBegun = Infinity
  let begun = 0
  let refused = 0
  let shedAt = -Infinity
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  let ticks = 0
  let lastAt = 0
  let isMemoryFull = false
  let givenBackAt = -Infinity
  let saidAt = -Infinity

  /** To read it takes a file descriptor, of which there may be none left. */
  const readMemory = (): number | undefined => {
    try {
      return memory?.readResident()
    } catch {
      return undefined
    }
  }

  const lookAtMemory = (): void => {
    residentBytes = readMemory() ?? residentBytes
    const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics()
    isMemoryFull = mostBytes > 0 && ((residentBytes ?? 0) > mostBytes || used > most * heapShare)
    if (!isMemoryFull || performance.now() - givenBackAt < giveBackEveryMs) return
    givenBackAt = performance.now()
    giveBack()
  }

  const tick = (): void => {
    const now = performance.now()
    const late = Math.max(0, now - lastAt - tickMs)
    lagMs += (Math.min(late, highest * (limits.lagMs ?? Infinity)) - lagMs) * weight
    if (ticks++ % ticksPerMemoryLook === 0) lookAtMemory()
    // the time that it took to look is not the callers'
    lastAt = performance.now()
    settle(now)
  }

  const settle = (now: number): void => {
    const isLate = limits.lagMs !== undefined && lagMs > limits.lagMs
    if (isLate) mostBegun = Math.max(1, Math.floor(Math.min(begun, mostBegun) / 2))
    else if (refused === 0) mostBegun = Infinity
    else mostBegun = Math.ceil(mostBegun * 1.25)
    ceiling = isMemoryFull ? Math.min(1, mostCalls) : mostCalls
    if (refused > 0 && now - saidAt > sayEveryMs) {
      saidAt = now
      log.warn({ lagMs: Math.round(lagMs), residentBytes, activeCalls: calls.active, shed: { ...shed } }, 'overloaded: calls to models are refused until it is better')
    }
    begun = 0
    refused = 0
  }

  const shedOne = (reason: LoadReason): GatewayError => {
    shed[reason]++
    refused++
    shedAt = performance.now()
    // spread, so that those who are sent away do not come back together
    return new GatewayError('overloaded', words[reason], { retryAfterMs: 1000 + Math.floor(random() * 2000) })
  }

  return {
    refuse () {
      if (calls.active < ceiling && begun < mostBegun) {
        begun++
        return undefined
      }
      if (isStopped) return new GatewayError('unavailable', 'The server is shutting down.')
      if (calls.active < ceiling) return shedOne('lag')
      return shedOne(isMemoryFull ? 'memory' : 'calls')
    },
    get state () { return { isShedding: calls.active >= ceiling || performance.now() - shedAt < recentMs, lagMs, residentBytes, shed } },
    start () {
      lastAt = performance.now()
      timer = setInterval(tick, tickMs).unref()
    },
    stop () {
      clearInterval(timer)
      isStopped = true
      ceiling = -1
    },
  }
}

const words: Record<LoadReason, string> = {
  lag: 'The server has more to do than it can do in time.',
  calls: 'The server runs as many calls to models as it may.',
  memory: 'The server is short of memory.',
}
