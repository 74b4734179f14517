import type { AnswerClaim, AnswerStore, KeptAnswer } from '../core/answers.ts'

const waitMs = 100

/** What comes of a claim: it is ours to carry out, somebody else has answered it, or the name stands for another request. */
export type Claimed = Extract<AnswerClaim, { isOurs: true }> | { kept: KeptAnswer } | { isOther: true }

/** Of several instances that are asked the same one carries it out; the others wait for what comes of it. */
export const claimOrWait = async (store: AnswerStore, name: string, requestHash: string): Promise<Claimed> => {
  for (;;) {
    const claim: AnswerClaim = await store.claim?.(name, requestHash) ?? { isOurs: true, release () {} }
    const kept = await store.get(name)
    if (kept !== undefined) {
      if (claim.isOurs) claim.release()
      return kept.requestHash === requestHash ? { kept } : { isOther: true }
    }
    if (claim.isOurs) return claim
    if (claim.requestHash !== requestHash) return { isOther: true }
    await new Promise(resolve => { setTimeout(resolve, waitMs) })
  }
}
