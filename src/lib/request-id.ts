import { randomBytes } from 'node:crypto'

const boot = randomBytes(5).toString('hex')
let count = 0

/** Keeps a client's own `x-request-id` when it is harmless to write into logs and headers; otherwise makes a short unique one. */
export function requestIdOf (sent: string | string[] | undefined): string {
  if (typeof sent === 'string' && /^[\w.:/+=-]{1,128}$/.test(sent)) return sent
  count++
  return `req_${boot}-${count.toString(36)}`
}
