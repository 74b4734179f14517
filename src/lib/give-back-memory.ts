import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type CollectGarbage = (options: { type: 'major'; flavor: 'last-resort' }) => void

/**
 * Returns to the system what V8 holds for young objects and no longer needs: about a third of a server that has just
 * started. Takes about 0.1 s, in which nothing else is done: only for a moment in which nobody waits.
 */
export const giveBackMemory = (): void => {
  setFlagsFromString('--expose-gc')
  const collect: CollectGarbage = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', flavor: 'last-resort' })
}
