import { type AccountChange, type Accounts, isAbout } from '../accounts/index.ts'
import { ownerOf } from '../chats/index.ts'
import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { Clock, Log, Principal } from '../core/ports.ts'
import { requestIdOf } from '../lib/request-id.ts'
import type { App } from '../plugins/app.ts'
import type { Connection, Ids } from './io.ts'
import { refuse } from './refusal.ts'
import type { Teller } from './teller.ts'

export type AdmissionOptions = { identify: App['identify']; accounts: Accounts; teller: Teller; clock: Clock; log: Log }

export type Admission = ReturnType<typeof createAdmission>

/** Changes are told by the process that makes them; those of others are found out after so long. */
const recheckMs = 15_000

/** Knows who is at the other end: when they connect, on every event, and when something about them changes. */
export const createAdmission = ({ identify, accounts, teller, clock, log }: AdmissionOptions) => {
  const watched = new Map<Connection, { recheck: NodeJS.Timeout; expiry: NodeJS.Timeout | undefined }>()

  const expiryOf = (socket: Connection): number | undefined => accounts.sessions.expiryOf(tokenOf(socket) ?? '')

  /** Ends a connection for good; its client hears why. One whose token has become too old may come back to it with another. */
  const end = (socket: Connection, thrown: unknown): void => {
    const expiresAt = expiryOf(socket) ?? Infinity
    const isExpired = expiresAt <= clock()
    const { error } = refuse(thrown, { requestId: requestIdOf(undefined), log })
    teller.one(socket, 'closing', { reason: isExpired ? 'expired' : 'revoked', error })
    if (isExpired && socket.handshake.issued < expiresAt) socket.conn.close()
    else socket.disconnect(true)
  }

  const callerOf = async (socket: Connection): Promise<Principal> => {
    const caller = await identify(tokenOf(socket), 'chats')
    if (ownerOf(caller) !== socket.data.ownerId) throw new GatewayError('unauthorized', 'This connection belongs to somebody else.')
    return caller
  }

  const check = async (socket: Connection): Promise<void> => {
    try {
      Object.assign(socket.data, idsOf(await callerOf(socket)))
    } catch (thrown) {
      // a database that is down says nothing about anybody
      if (asGatewayError(thrown).kind === 'unavailable' || !socket.connected) return
      end(socket, thrown)
    }
  }

  return {
    /** Lets somebody in, or rejects. Guessing is held against their address. */
    async admit (socket: Connection): Promise<void> {
      socket.data = idsOf(await identify(tokenOf(socket), 'chats', { ip: socket.handshake.address }))
    },

    /** Who asks now: rights may have changed since the last event. Whoever has none any more is disconnected. */
    async callerOf (socket: Connection): Promise<Principal> {
      try {
        return await callerOf(socket)
      } catch (thrown) {
        if (asGatewayError(thrown).kind !== 'unavailable' && socket.connected) setImmediate(end, socket, thrown) // the event is answered first
        throw thrown
      }
    },

    watch (socket: Connection): void {
      const expiresAt = expiryOf(socket)
      watched.set(socket, {
        recheck: setInterval(check, recheckMs, socket).unref(),
        // timers may come a millisecond early
        expiry: expiresAt === undefined ? undefined : setTimeout(check, Math.max(0, expiresAt - clock()) + 2, socket).unref(),
      })
      void check(socket)
    },

    unwatch (socket: Connection): void {
      const timers = watched.get(socket)
      clearInterval(timers?.recheck)
      clearTimeout(timers?.expiry)
      watched.delete(socket)
    },

    /** Something about somebody has changed: a session that ended is gone at once, others are asked for anew. */
    onChange (change: AccountChange): void {
      for (const socket of watched.keys()) if (isAbout(change, socket.data)) void check(socket)
    },
  }
}

const tokenOf = ({ handshake }: Connection): string | undefined => {
  const token: unknown = handshake.auth['token']
  return typeof token === 'string' && token !== '' ? token : undefined
}

const idsOf = (caller: Principal): Ids => ({ ownerId: ownerOf(caller), callerId: caller.id, userId: caller.userId, sessionId: caller.sessionId })
