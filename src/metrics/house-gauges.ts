import type { Gauge } from './index.ts'

/** Where the house's own numbers come from. */
export type House = {
  calls: { readonly active: number; readonly streams: number; lanes(): readonly { provider: string; running: number; waiting: number; circuits: readonly unknown[] }[] }
  load: { readonly state: { isShedding: boolean; lagMs: number; shed: Readonly<Record<string, number>> } }
  generations: { readonly running: number }
  providers(): readonly { name: string; enabled: boolean; state: string }[]
  ledger: { readonly state: { waiting: number; dropped: number } }
  databasePool(): { open: number; idle: number; waiting: number } | undefined
  upstreamConnections(): { connected: number; free: number; running: number; waiting: number }
  countDeliveries(): Promise<number>
  isRedisUp: (() => Promise<boolean>) | undefined
  isDraining(): boolean
}

/** What is read of the house when somebody asks. */
export const houseGauges = ({ calls, load, generations, providers, ledger, databasePool, upstreamConnections, countDeliveries, isRedisUp, isDraining }: House): Gauge[] => [
  { name: 'parlance_active_calls', help: 'Calls to models that are running.', read: () => calls.active },
  { name: 'parlance_active_streams', help: 'Those of them that are streams.', read: () => calls.streams },
  { name: 'parlance_overloaded', help: 'Whether calls to models are refused because there is too much to do.', read: () => Number(load.state.isShedding) },
  { name: 'parlance_event_loop_lag_seconds', help: 'How late the event loop is, smoothed: by this calls are refused.', read: () => load.state.lagMs / 1000 },
  { type: 'counter', name: 'parlance_shed_total', help: 'Calls to models that were refused, by what was short: time (lag), places (calls), memory.', read: () => Object.entries(load.state.shed).map(([reason, count]) => [{ reason }, count]) },
  { name: 'parlance_generations_running', help: 'Answers in chats that this process is writing.', read: () => generations.running },
  { name: 'parlance_provider_calls', help: 'Places taken at a provider.', read: () => calls.lanes().map(({ provider, running }) => [{ provider }, running]) },
  { name: 'parlance_provider_queue', help: 'Calls that wait for a place at a provider.', read: () => calls.lanes().map(({ provider, waiting }) => [{ provider }, waiting]) },
  { name: 'parlance_circuits_open', help: 'Models of a provider that are passed over for a while.', read: () => calls.lanes().map(({ provider, circuits }) => [{ provider }, circuits.length]) },
  { name: 'parlance_provider_up', help: 'Whether an enabled provider works: 0 when its last calls failed.', read: () => providers().filter(({ enabled }) => enabled).map(({ name, state }) => [{ provider: name }, state === 'down' ? 0 : 1]) },
  { name: 'parlance_ledger_waiting', help: 'Usage events that are not written yet.', read: () => ledger.state.waiting },
  { type: 'counter', name: 'parlance_ledger_dropped_total', help: 'Usage events that were lost.', read: () => ledger.state.dropped },
  { name: 'parlance_outbox_pending', help: 'Webhook deliveries that wait or are tried again, of all processes together.', read: countDeliveries },
  {
    name: 'parlance_database_connections',
    help: 'Connections to PostgreSQL; `waiting`: queries without one. None with SQLite.',
    read: () => {
      const pool = databasePool()
      return pool && [[{ state: 'used' }, pool.open - pool.idle], [{ state: 'idle' }, pool.idle], [{ state: 'waiting' }, pool.waiting]]
    },
  },
  {
    name: 'parlance_upstream_connections',
    help: 'Connections to providers and webhooks; `waiting`: requests without one.',
    read: () => {
      const { connected, free, waiting } = upstreamConnections()
      return [[{ state: 'used' }, connected - free], [{ state: 'idle' }, free], [{ state: 'waiting' }, waiting]]
    },
  },
  { name: 'parlance_redis_up', help: 'Whether Redis answers; absent without one.', read: async () => isRedisUp === undefined ? undefined : Number(await isRedisUp()) },
  { name: 'parlance_draining', help: 'Whether the process takes nothing new because it stops.', read: () => Number(isDraining()) },
]
