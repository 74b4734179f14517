import type { ReplacedToken, SessionRecord } from '../core/accounts.ts'
import { hashToken, type RefreshToken, successorOf } from './refresh-token.ts'

/** How long a replaced refresh token gives its successor again. Longer than any answer is under way, too short to be of use to a thief. */
export const graceMs = 30_000
/** Nobody needs more in that time; a loop must not let the row grow. */
const maxReplaced = 20

type Rotated = { successor: RefreshToken; tokenHash: string; replaced: ReplacedToken[] }

/** What comes after the valid token of a session. */
export const rotate = ({ tokenHash, replaced }: SessionRecord, token: RefreshToken, serverSecret: string, now: number): Rotated => {
  const successor = successorOf(token, serverSecret)
  const recent = replaced.filter(({ replacedAt }) => now - replacedAt < graceMs).slice(1 - maxReplaced)
  return { successor, tokenHash: hashToken(successor), replaced: [...recent, { hash: tokenHash, replacedAt: now }] }
}

/** From a token that was replaced to the valid one. Undefined when the servers' secret has changed on the way. */
export const followTo = ({ tokenHash, replaced }: SessionRecord, token: RefreshToken, serverSecrets: readonly string[]): RefreshToken | undefined => {
  for (const serverSecret of serverSecrets) {
    let next = token
    for (let step = 0; step < replaced.length; step++) {
      next = successorOf(next, serverSecret)
      if (hashToken(next) === tokenHash) return next
    }
  }
  return undefined
}
