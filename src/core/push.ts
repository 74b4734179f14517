// Notifications that reach a browser whose page is closed.

/** A browser of somebody that wants to be told. Times are milliseconds. */
export type PushSubscriptionRecord = {
  id: string
  userId: string
  /** The login that made it. It does not outlive that. */
  sessionId: string
  /** Where the browser’s push service takes what is for it. Whoever knows it may send there. */
  endpoint: string
  /** The browser’s public key and the secret that it shares with us, in base64url. */
  keys: { p256dh: string; auth: string }
  /** Of the page that asked, when it came over HTTPS. */
  origin: string | undefined
  createdAt: number
}

/** Keeps subscriptions; seals their addresses and keys. They go with their session, and so with their account. */
export type PushStore = {
  /**
   * Instead of what the same browser had, of somebody else too. Beyond `most` of a person the oldest go. Returns what is
   * stored now; undefined when the session has ended.
   */
  put(subscription: PushSubscriptionRecord, most: number): Promise<PushSubscriptionRecord | undefined>
  /** Those of somebody whose session has not ended, newest first. */
  list(userId: string, now: number): Promise<PushSubscriptionRecord[]>
  remove(userId: string, id: string): Promise<boolean>
  /** All of somebody. */
  forget(userId: string): Promise<void>
  /** The secret by which push services know this house: made once, the same for all instances. */
  key(create: () => string): Promise<string>
}
