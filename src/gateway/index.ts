// The engine: takes a call in a door's dialect, finds who serves it, carries the answer back, settles one receipt.
import type { Bells } from '../core/bells.ts'
import type { Receipt } from '../core/chat.ts'
import type { GatewayError } from '../core/errors.ts'
import type { PlaceStore } from '../core/places.ts'
import type { Allowance, Clock, Directory } from '../core/ports.ts'
import type { BeginCall } from '../core/tracing.ts'
import { createBag } from '../lib/bag.ts'
import type { Transport } from '../transport/index.ts'
import type { Call, Consumer, Exchange } from './call.ts'
import { ChatExchange, type ExchangeDeps } from './exchange.ts'
import { describeLane, hearOfCircuit, type Lane, type LaneState } from './lane.ts'
import type { RetryPolicy } from './retry.ts'
import { sharePlaces } from './shared-places.ts'
import type { DefaultTimeouts } from './timeouts.ts'

export type { AnswerHead, Call, Consumer, Exchange } from './call.ts'
export { assertFaithful, sayWarning } from './params.ts'
export { openReceipt } from './receipt.ts'
export type { LaneState } from './lane.ts'
export type { RetryPolicy } from './retry.ts'
export { createHouseDoor, type EventListener } from './house-door.ts'

export type Gateway = {
  /** Carries one chat call. The consumer is told everything; the exchange steers it. */
  chat(call: Call, consumer: Consumer): Exchange
  /** How many calls are running, all providers together. */
  readonly active: number
  /** How many of them are streams. Counts them: not for the path of a request. */
  readonly streams: number
  /** One for each provider that was asked since the start. */
  lanes(): LaneState[]
  /** Ends every running call, each with this error: in band where an answer has begun. */
  interrupt(error: GatewayError): void
  close(): void
}

export type GatewayDeps = {
  directory: Directory
  transport: Transport
  clock: Clock
  /** For providers that set none of their own. */
  timeouts: DefaultTimeouts
  /** Absent: no target is asked again. */
  retry?: RetryPolicy | undefined
  /** Whether targets that fail are passed over for a while; absent: they are. */
  hasCircuits?: boolean
  /** Tells other instances which targets fail, and hears of theirs. */
  bells?: Pick<Bells, 'ring' | 'on'> | undefined
  /** From 0 up to but not including 1; absent: by chance. */
  random?: (() => number) | undefined
  /** For requests without a system prompt of their own; see core/prompt.ts for the variables that it may name. */
  systemPrompt?: string | undefined
  /** What callers may use; without one they are held to nothing. */
  allowance?: Allowance | undefined
  /** Counts places at providers for all instances; absent: each counts its own. */
  places?: PlaceStore | undefined
  /** Tells a trace of each call to a provider; absent where nobody collects that. */
  beginSpan?: BeginCall | undefined
  onReceipt?(receipt: Receipt): void
}

/** Proxies cut a connection that is silent for a minute or less; one in two of these ticks sends a comment. */
const keepAliveMs = 10_000

export function createGateway ({ directory, transport, clock, timeouts, retry = { repeats: 0, windowMs: 0 }, hasCircuits = true, bells, random = Math.random, systemPrompt, allowance, places, beginSpan, onReceipt }: GatewayDeps): Gateway {
  const live = createBag<ChatExchange>()
  const timer = setInterval(() => { for (const exchange of live.all()) exchange.keepAlive() }, keepAliveMs)
  timer.unref()

  const lanes = new Map<string, Lane>()
  const sharing = places && sharePlaces(lanes, { places, bells, random })
  if (hasCircuits) bells?.on('circuit', news => hearOfCircuit(lanes, news))

  const deps: ExchangeDeps = {
    directory,
    transport,
    clock,
    timeouts,
    retry,
    hasCircuits,
    random,
    systemPrompt,
    fetchMedia: transport.fetchMedia,
    onCircuit: bells && (news => bells.ring('circuit', news)),
    lanes,
    allowance,
    places: sharing?.places,
    beginSpan,
    onSettle (exchange, receipt) {
      live.remove(exchange)
      onReceipt?.(receipt)
    },
  }

  return {
    chat (call, consumer) {
      const exchange = new ChatExchange(deps, call, consumer)
      live.add(exchange)
      exchange.start()
      return exchange
    },
    get active () { return live.size },
    get streams () { return live.all().filter(({ isStream }) => isStream).length },
    lanes: () => [...deps.lanes.values()].map(lane => describeLane(lane, performance.now())),
    interrupt (error) { for (const exchange of live.all()) exchange.interrupt(error) },
    close () {
      clearInterval(timer)
      sharing?.close()
    },
  }
}
