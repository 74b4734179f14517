import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import type { Test } from 'tap'

export type CuttingProxy = {
  url: string
  /** How many connections were cut so far. */
  readonly cuts: number
}

/** A bad network before a server: each connection breaks, without a word, when so many bytes have come back on it. */
export async function startCuttingProxy (t: Test, target: string, bytes: () => number): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target)
  let cuts = 0
  const proxy = createServer(near => {
    const far = connect(Number(port), hostname)
    let left = bytes()
    near.on('data', data => far.write(data))
    far.on('data', data => {
      near.write(data.subarray(0, left))
      left -= data.length
      if (left > 0) return
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
