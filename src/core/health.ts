import type { Observation } from './ports.ts'

/** How one call to a provider went, as it is stored. `instance` is the process that saw it. */
export type HealthCheck = Observation & { id: string; instance: string }

/** What was last told of a provider: `unknown` when nothing ever was. */
export type ToldState = 'unknown' | 'up' | 'down'

/** When a provider is to be looked at next, by whichever instance comes first, and what was last told of it. Times are milliseconds. */
export type HealthWatch = { providerId: string; dueAt: number; told: ToldState }

/** Keeps how providers fared, for all instances that share a database. */
export type HealthStore = {
  watches(): Promise<HealthWatch[]>
  /** Begins to watch a provider, unless somebody does. */
  watch(watch: HealthWatch): Promise<void>
  /** True for the one caller who finds it due; from then on it is due at `nextAt`. */
  claim(providerId: string, now: number, nextAt: number): Promise<boolean>
  setDue(providerId: string, dueAt: number): Promise<void>
  /** True for the one caller who changes what was told. */
  tell(providerId: string, from: ToldState, to: ToldState, at: number): Promise<boolean>
  add(checks: readonly HealthCheck[]): Promise<void>
  /** Of all providers, oldest first. */
  since(at: number): Promise<HealthCheck[]>
  /** The newest of one provider, oldest first. */
  newest(providerId: string, limit: number): Promise<HealthCheck[]>
  /** Drops what was seen of it. What was told stays, unless the provider is gone. */
  forget(providerId: string, isGone: boolean): Promise<void>
  /** Drops what is older than `before`, and of each provider all but the newest `keep`. */
  prune(before: number, keep: number): Promise<void>
}
