import type { Receipt } from '../core/chat.ts'
import { GatewayError } from '../core/errors.ts'
import type { Target } from '../core/ports.ts'
import type { Verdict } from './circuit.ts'
import { giveBack, judgeTarget, type Lane, takePlace, waitForPlace } from './lane.ts'
import type { SharedPlaces } from './shared-places.ts'

type Standing = { lane: Lane; target: Target; places: SharedPlaces | undefined; receipt: Receipt }

/**
 * Takes a place at a provider, or waits for one. Told once, perhaps at once: `closed` when it is taken and the target may be
 * asked, another verdict when it has failed for others meanwhile, an error when there is no place. Returns how to stop waiting.
 */
export function standInLine ({ lane, target, places, receipt }: Standing, onTold: (told: GatewayError | Verdict) => void): () => void {
  const queuedAt = performance.now()
  let isGone = false
  let leave = (): void => {}

  const wait = (): void => {
    const waiting = waitForPlace(lane, target, places, error => {
      const now = performance.now()
      receipt.queuedMs! += now - queuedAt
      if (error !== undefined) return onTold(error)
      const verdict = judgeTarget(lane, target, now)
      if (verdict !== 'closed') giveBack(lane, target.record, places)
      onTold(verdict)
    })
    if (waiting instanceof GatewayError) return onTold(waiting)
    leave = waiting
  }
  const hear = (isTaken: boolean): void => {
    if (isTaken && isGone) return giveBack(lane, target.record, places)
    if (isGone) return
    if (isTaken) return onTold('closed')
    wait()
  }

  // a place may have become free since
  const taken = takePlace(lane, target, queuedAt, places)
  if (typeof taken === 'boolean') hear(taken)
  else void taken.then(hear)
  return () => {
    isGone = true
    leave()
  }
}
