import { randomFillSync } from 'node:crypto'

let lastMs = 0
let count = 0
const counts = 0x1000
let time = ''

/** Random bits are fetched for many at once. Eight bytes are one id's: two bits of a UUID's variant, and 62 of chance. */
const pool = Buffer.alloc(8 * 512)
let chances = ''
let used = 0

const nextChance = (): string => {
  if (used === chances.length) {
    randomFillSync(pool)
    for (let at = 0; at < pool.length; at += 8) pool[at] = pool[at]! & 0x3f | 0x80
    chances = pool.toString('hex')
    used = 0
  }
  const chance = chances.slice(used, used + 16)
  used += 16
  return chance
}

const setTime = (ms: number): void => {
  lastMs = ms
  count = 0
  time = `${ms.toString(16).padStart(12, '0')}7`
}

/** A prefixed, sortable, opaque id: `key_019…`, a UUID of version 7. The prefix says what it names. Of two that this process makes, the later is the greater. On the path of every request. */
export function createId (prefix: string): string {
  const now = Date.now()
  if (now > lastMs) setTime(now)
  // more than four million a second, or a clock that was set back: time goes on without it
  else if (++count === counts) setTime(lastMs + 1)
  return `${prefix}_${time}${(counts + count).toString(16).slice(1)}${nextChance()}`
}
