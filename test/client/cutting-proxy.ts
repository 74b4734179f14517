import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import type { Test } from 'tap'

export type CuttingProxy = {
  url: string
  /** How many connections were cut so far. */
  readonly cuts: number
}

/** When a connection breaks: so many bytes after so many whole server-sent events. */
export type Cut = { events: number; bytes: number }

/** A bad network before a server: each connection breaks, without a word, where `next` says. */
export async function startCuttingProxy (t: Test, target: string, next: () => Cut): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target)
  let cuts = 0
  const proxy = createServer(near => {
    const far = connect(Number(port), hostname)
    const cut = next()
    let said = ''
    near.on('data', data => far.write(data))
    far.on('data', data => {
      const from = said.length
      said += data.toString('latin1')
      const at = placeOf(cut, said)
      near.write(data.subarray(0, at - from))
      if (at > said.length) return
      cuts++
      near.resetAndDestroy()
      far.destroy()
    })
    for (const [one, other] of [[near, far], [far, near]] as const) {
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  t.teardown(() => { proxy.close() })
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, get cuts () { return cuts } }
}

/** Infinity when it has not come to that yet. */
const placeOf = ({ events, bytes }: Cut, said: string): number => {
  let at = 0
  for (let seen = 0; seen < events; seen++) {
    const end = said.indexOf('\n\n', at)
    if (end < 0) return Infinity
    at = end + 2
  }
  return at + bytes
}
