import dns, { type LookupAddress } from 'node:dns'

export type NameCallback = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void
/** Looks up all addresses of a name, as `dns.lookup` does with `all`. */
export type LookUp = (hostname: string, callback: NameCallback) => void

export type NamesOptions = {
  /** How long somebody waits for a name, in milliseconds. */
  timeoutMs: number
  /** Asks the system; it may take as long as it likes. */
  lookUp?: LookUp
}

/** The system looks names up in one of the four threads that files, too, are written by. One is left to those, one to names that have answered before. */
const seats = 3
const doubtfulSeats = 2
const slowSeats = 1
const slowMs = 1000
/** Where a name answered before, that answer will do after so long, for so long. */
const impatientMs = 2000
const keptMs = 3_600_000
const mostKept = 1000

type Name = { hostname: string; waiting: Set<NameCallback>; isSlow: boolean; isDoubtful: boolean }

const askSystem: LookUp = (hostname, callback) => dns.lookup(hostname, { all: true }, callback)

/**
 * Looks up names so that one whose servers are silent holds up nobody else: each is asked for once at a time, few are at
 * once, those known to be slow have one seat together, and nobody waits longer than the time limit. A name that has
 * answered within the hour is known by that answer while nobody else tells.
 */
export function createNames ({ timeoutMs, lookUp = askSystem }: NamesOptions): LookUp {
  const asked = new Map<string, Name>()
  const queue: Name[] = []
  const known = new Map<string, { addresses: LookupAddress[]; at: number }>()
  const slow = new Set<string>()
  let taken = 0
  let takenBySlow = 0
  let takenByDoubtful = 0

  const keep = (hostname: string, addresses: LookupAddress[]): void => {
    known.delete(hostname)
    known.set(hostname, { addresses, at: performance.now() })
    if (known.size > mostKept) known.delete(known.keys().next().value!)
  }

  const keptFor = (hostname: string): LookupAddress[] | undefined => {
    const kept = known.get(hostname)
    return kept !== undefined && performance.now() - kept.at < keptMs ? kept.addresses : undefined
  }

  const noteSlow = (hostname: string): void => {
    slow.add(hostname)
    if (slow.size > mostKept) slow.delete(slow.keys().next().value!)
  }

  const take = ({ isSlow, isDoubtful }: Name, by: 1 | -1): void => {
    taken += by
    if (isSlow) takenBySlow += by
    if (isDoubtful) takenByDoubtful += by
  }

  const hasSeat = ({ isSlow, isDoubtful }: Name): boolean => !isDoubtful || (takenByDoubtful < doubtfulSeats && (!isSlow || takenBySlow < slowSeats))

  const run = (name: Name): void => {
    const { hostname } = name
    take(name, 1)
    const timer = setTimeout(noteSlow, slowMs, hostname).unref()
    const begunAt = performance.now()
    lookUp(hostname, (error, addresses) => {
      clearTimeout(timer)
      take(name, -1)
      asked.delete(hostname)
      if (performance.now() - begunAt < slowMs) slow.delete(hostname)
      if (error === null) keep(hostname, addresses)
      // the name is not gone: who should know does not answer
      const kept = error?.code === 'EAI_AGAIN' ? keptFor(hostname) : undefined
      for (const callback of name.waiting) kept === undefined ? callback(error, addresses) : callback(null, kept)
      next()
    })
  }

  const next = (): void => {
    const index = taken < seats ? queue.findIndex(hasSeat) : -1
    if (index === -1) return
    const [name] = queue.splice(index, 1)
    // nobody waits for it any more
    if (name!.waiting.size === 0) asked.delete(name!.hostname)
    else run(name!)
    next()
  }

  return (hostname, callback) => {
    let name = asked.get(hostname)
    const isNew = name === undefined
    if (name === undefined) {
      const isSlow = slow.has(hostname)
      name = { hostname, waiting: new Set(), isSlow, isDoubtful: isSlow || !known.has(hostname) }
      asked.set(hostname, name)
      queue.push(name)
    }
    const { waiting } = name
    const answer: NameCallback = (error, addresses) => {
      clearTimeout(timer)
      waiting.delete(answer)
      callback(error, addresses)
    }
    const giveUp = (): void => {
      const kept = keptFor(hostname)
      if (kept !== undefined) return answer(null, kept)
      answer(Object.assign(new Error(`The name ${hostname} was not resolved in time.`), { code: 'ETIMEOUT' }), [])
    }
    const timer = setTimeout(giveUp, keptFor(hostname) === undefined ? timeoutMs : Math.min(impatientMs, timeoutMs))
    waiting.add(answer)
    if (isNew) next()
  }
}
