// Places at providers that several instances share: how each stands, and who gets the next one.

/** How this instance stands with a provider. Times are milliseconds. */
export type PlaceWish = {
  provider: string
  /** How many calls the provider takes, from all instances together. */
  most: number
  /** How many places this instance has. */
  held: number
  /** How many of its calls wait for one. */
  waiting: number
  /** How long those have waited who want one now, the longest first; those who would not wait last, with 0. */
  waitedMs: readonly number[]
}

/** `granted`: how many more places it has from now on. `free`: how many are left then. */
export type PlaceGrant = { granted: number; heldElsewhere: number; waitingElsewhere: number; free: number }

/** Counts places for all instances. What is told is the whole state of one, so nothing that was lost has to be made good. */
export type PlaceStore = {
  /** Soon, and never rejects. Undefined: nobody counts for all at this moment. */
  settle(wish: PlaceWish): Promise<PlaceGrant | undefined>
  /** How long places outlive what was last said of them. */
  readonly leaseMs: number
}
