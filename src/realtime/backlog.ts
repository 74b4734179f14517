import type { Connection } from './io.ts'

/** What may wait for one client, in characters. One that reads slower than that has to come back; the others do not notice. */
const mostWaiting = 8 * 1024 * 1024

/** Closes a connection whose client does not read, before what waits for it fills the memory. */
export const guardBacklog = ({ conn }: Connection, most = mostWaiting): void => {
  let waiting = 0
  conn.on('packetCreate', ({ data }: { data?: unknown }) => {
    waiting += typeof data === 'string' ? data.length : 0
    if (waiting > most) conn.close(true)
  })
  // what was handed on is the network's; while it does not take more, there is no flush
  conn.on('flush', () => { waiting = 0 })
}
