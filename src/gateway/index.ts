// The engine: takes a call in a door's dialect, finds who serves it, carries the answer back, settles one receipt.
import type { Receipt } from '../core/chat.ts'
import type { Clock, Directory } from '../core/ports.ts'
import type { Transport } from '../transport/index.ts'
import type { Call, Consumer, Exchange } from './call.ts'
import { ChatExchange } from './exchange.ts'

export type { AnswerHead, Call, Consumer, Exchange } from './call.ts'
export { sayWarning } from './params.ts'

export type Gateway = {
  /** Carries one chat call. The consumer is told everything; the exchange steers it. */
  chat(call: Call, consumer: Consumer): Exchange
  /** How many calls are running, all providers together. */
  readonly active: number
  close(): void
}

/** `silenceMs`: the longest silence accepted from a provider that sets none of its own. */
export type GatewayDeps = {
  directory: Directory
  transport: Transport
  clock: Clock
  silenceMs: number
  onReceipt?(receipt: Receipt): void
}

/** Proxies cut a connection that is silent for a minute or less; one in two of these ticks sends a comment. */
const keepAliveMs = 10_000

export function createGateway ({ directory, transport, clock, silenceMs, onReceipt }: GatewayDeps): Gateway {
  const live = new Set<ChatExchange>()
  const running = new Map<string, number>()
  const timer = setInterval(() => { for (const exchange of live) exchange.keepAlive() }, keepAliveMs)
  timer.unref()

  return {
    chat (call, consumer) {
      const exchange: ChatExchange = new ChatExchange({
        directory,
        transport,
        clock,
        silenceMs,
        running,
        onSettle (receipt) {
          live.delete(exchange)
          onReceipt?.(receipt)
        },
      }, call, consumer)
      live.add(exchange)
      exchange.start()
      return exchange
    },
    get active () { return live.size },
    close () { clearInterval(timer) },
  }
}
