import { randomUUIDv7 } from 'node:crypto'

let lastMs = 0
let count = 0
const counts = 0x1000

/** A prefixed, sortable, opaque id: `key_019…`, a UUID of version 7. The prefix says what it names. Of two that this process makes, the later is the greater. */
export function createId (prefix: string): string {
  const now = Date.now()
  if (now > lastMs) {
    lastMs = now
    count = 0
  } else if (++count === counts) {
    // more than four million a second, or a clock that was set back: time goes on without it
    lastMs++
    count = 0
  }
  const random = randomUUIDv7()
  return `${prefix}_${lastMs.toString(16).padStart(12, '0')}7${count.toString(16).padStart(3, '0')}${random.slice(19, 23)}${random.slice(24)}`
}
