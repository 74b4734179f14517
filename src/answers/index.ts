// Gives answers a second time: to requests that are identical, where that was asked for, and to requests that are repeated under the same Idempotency-Key.
import type { AnswerStore, KeptAnswer } from '../core/answers.ts'
import type { Receipt } from '../core/chat.ts'
import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { Clock, Log } from '../core/ports.ts'
import { type Call, type Consumer, type Exchange, type Gateway, openReceipt } from '../gateway/index.ts'
import { type CachePolicy, cachePolicyOf, type CacheRules } from './cache-policy.ts'
import { cacheNameOf, hashOf, repeatNameOf } from './names.ts'
import { claimOrWait } from './once.ts'
import { Recording } from './recording.ts'

export { type Claimed, claimOrWait } from './once.ts'
export { createRedisAnswerStore } from './redis-store.ts'
export { createAnswerStore } from './store.ts'

export type AnswersOptions = CacheRules & {
  gateway: Pick<Gateway, 'chat'>
  store: AnswerStore
  clock: Clock
  log: Log
  /** Whether one caller may be given what another one was answered. */
  isShared: boolean
  onReceipt?(receipt: Receipt): void
}

/** What doors ask instead of the gateway. */
export type Answers = Pick<Gateway, 'chat'>

const repeatTtlMs = 24 * 3_600_000
const maxKeyLength = 200
const nothing: Exchange = { abort () {}, resume () {} }

export function createAnswers ({ gateway, store, clock, log, isShared, onReceipt, ...rules }: AnswersOptions): Answers {
  const running = new Map<string, Recording>()

  const keep = async (name: string, answer: KeptAnswer | undefined, ttlMs: number): Promise<void> => {
    if (answer === undefined) return
    await Promise.resolve(store.put(name, answer, ttlMs)).catch((error: unknown) => log.warn({ err: error }, 'an answer could not be kept'))
  }

  const refuse = (call: Call, consumer: Consumer, error: GatewayError): Exchange => {
    const receipt = openReceipt(call, clock())
    receipt.error = error
    consumer.onFail(error, receipt)
    return nothing
  }

  /** A receipt for an answer that cost nothing. */
  const settled = (call: Call, { provider, model, finish }: Pick<KeptAnswer, 'provider' | 'model' | 'finish'>, reuse: 'hit' | 'replay'): Receipt => {
    const receipt = { ...openReceipt(call, clock()), provider, model, finish, status: 'ok' as const, costUsd: 0, reuse }
    onReceipt?.(receipt)
    return receipt
  }

  const giveAgain = (call: Call, consumer: Consumer, kept: KeptAnswer, reuse: 'hit' | 'replay'): Exchange => {
    const { contentType, provider, model, bytes } = kept
    consumer.onStart({ contentType, provider, model, upstreamRequestId: undefined, relayedHeaders: reuse === 'hit' ? ['age', String(Math.max(0, Math.floor((clock() - kept.at) / 1000)))] : [], receipt: settled(call, kept, reuse) })
    consumer.onEnd(bytes)
    return nothing
  }

  /** Goes on when the store has answered: at once where it can. A store that fails is one that has nothing. */
  const look = (name: string, goOn: (kept: KeptAnswer | undefined) => Exchange): Exchange => {
    const found = store.get(name)
    if (!(found instanceof Promise)) return goOn(found)
    let inner: Exchange | undefined
    let isAborted = false
    found.catch((error: unknown) => { log.warn({ err: error }, 'kept answers cannot be read') }).then(kept => { if (!isAborted) inner = goOn(kept ?? undefined) }).catch((error: unknown) => log.error({ err: error }, 'a kept answer could not be given'))
    return {
      abort () {
        isAborted = true
        inner?.abort()
      },
      resume () { inner?.resume() },
    }
  }

  const cached = (call: Call, consumer: Consumer, policy: CachePolicy): Exchange => {
    const name = cacheNameOf(call, isShared ? JSON.stringify(call.caller?.models ?? null) : call.caller?.id ?? '')
    const ask = (kept: KeptAnswer | undefined): Exchange => {
      if (kept !== undefined && clock() - kept.at <= policy.maxAgeMs) return giveAgain(call, consumer, kept, 'hit')
      if (policy.onlyKept) return refuse(call, consumer, new GatewayError('not_cached', 'There is no kept answer to this request, and cache-control said only-if-cached.'))
      if (!policy.mayKeep) return gateway.chat(call, consumer)
      const recording = new Recording('', ({ answer }) => { void keep(name, answer, policy.ttlMs) })
      recording.add(markMiss(consumer), undefined)
      return gateway.chat(call, recording)
    }
    return policy.mayRead ? look(name, ask) : ask(undefined)
  }

  /** With a key the call belongs to its key and not to the connection: a client that comes back gets what was begun. */
  const once = (call: Call, consumer: Consumer, key: string): Exchange => {
    if (key === '' || key.length > maxKeyLength) return refuse(call, consumer, new GatewayError('invalid_request', `The header Idempotency-Key takes 1 to ${maxKeyLength} characters.`, { param: 'Idempotency-Key' }))
    const name = repeatNameOf(call, key)
    const requestHash = hashOf(call)
    const isOther = (hash: string): boolean => hash !== requestHash
    const collide = (): Exchange => refuse(call, consumer, new GatewayError('conflict', 'This Idempotency-Key was used for another request.', { param: 'Idempotency-Key' }))

    const join = (recording: Recording): Exchange => {
      if (isOther(recording.requestHash)) return collide()
      if (recording.isTooLarge) return refuse(call, consumer, new GatewayError('conflict', 'The answer that this Idempotency-Key began is too large to be given twice.', { param: 'Idempotency-Key' }))
      recording.add(consumer, { ...openReceipt(call, clock()), status: 'ok', costUsd: 0, reuse: 'replay' })
      return leaver(recording)
    }
    const leaver = (recording: Recording, exchange: Exchange = nothing): Exchange => ({
      abort () {
        recording.remove(consumer)
        exchange.resume()
      },
      resume () { exchange.resume() },
    })

    const begun = running.get(name)
    if (begun !== undefined) return join(begun)
    return look(name, kept => {
      if (kept !== undefined) return isOther(kept.requestHash) ? collide() : giveAgain(call, consumer, kept, 'replay')
      const meanwhile = running.get(name)
      if (meanwhile !== undefined) return join(meanwhile)
      let release = (): void => {}
      const recording = new Recording(requestHash, ({ answer }) => {
        running.delete(name)
        void keep(name, answer, repeatTtlMs).finally(() => release())
      })
      running.set(name, recording)
      recording.add(consumer, undefined)
      const ask = (): Exchange => {
        const exchange = gateway.chat(call, recording)
        recording.abandon = () => exchange.abort()
        return exchange
      }
      if (store.claim === undefined) return leaver(recording, ask())
      const exchange = late(claimOrWait(store, name, requestHash).then(outcome => {
        if ('kept' in outcome) return giveAgain(call, recording, outcome.kept, 'replay')
        if ('release' in outcome) {
          release = outcome.release
          return ask()
        }
        return refuse(call, recording, new GatewayError('conflict', 'This Idempotency-Key was used for another request.', { param: 'Idempotency-Key' }))
      }))
      return leaver(recording, exchange)
    })
  }

  /** An exchange that begins later. */
  const late = (begun: Promise<Exchange>): Exchange => {
    let inner: Exchange | undefined
    let isAborted = false
    begun.then(exchange => {
      inner = exchange
      if (isAborted) inner.abort()
    }).catch((error: unknown) => log.error({ err: error }, 'a request could not be carried out once'))
    return {
      abort () {
        isAborted = true
        inner?.abort()
      },
      resume () { inner?.resume() },
    }
  }

  return {
    chat (call, consumer) {
      try {
        const key = call.headers['idempotency-key']
        if (key !== undefined && call.caller !== undefined) return once(call, consumer, String(key))
        const policy = cachePolicyOf(call, rules)
        return policy === undefined ? gateway.chat(call, consumer) : cached(call, consumer, policy)
      } catch (thrown) {
        return refuse(call, consumer, asGatewayError(thrown))
      }
    },
  }
}

/** Says on the receipt that nothing was kept for this one. */
const markMiss = (consumer: Consumer): Consumer => ({
  onStart (head) {
    head.receipt.reuse = 'miss'
    consumer.onStart(head)
  },
  onBytes: bytes => consumer.onBytes(bytes),
  onEnd: bytes => consumer.onEnd(bytes),
  onFail: (error, receipt) => consumer.onFail(error, receipt),
})
