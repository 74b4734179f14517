// Doorbells between the instances of one house: ids, never content. Whoever hears one reads the database.
import type { PartState } from './ports.ts'

/** A target that is passed over, as another instance saw it. Clocks differ, so times are told as what is left of them. */
export type CircuitNews = {
  providerId: string
  /** Its name. */
  provider: string
  /** The provider as it was when that was seen: `updatedAt` of its record. */
  version: number
  model: string
  /** Not to be asked for so many milliseconds; 0: it answers again. */
  openForMs: number
  openings: number
  /** How the provider put it, if it named the time itself. */
  limit: { kind: string; upstream: object | undefined } | undefined
}

/** What is rung for, by the name of the bell. */
export type BellNews = {
  /** Who may do what has changed: an account, one of its logins, or a key. */
  account: { userId: string } | { sessionId: string } | { keyId: string }
  /** Providers or aliases have changed. */
  registry: Record<never, never>
  /** The models of a provider were asked for anew. */
  models: { providerId: string }
  circuit: CircuitNews
  /** A provider has a place free, and calls elsewhere wait for one. */
  place: { providerId: string }
  /** Webhooks want to hear something else. */
  webhooks: Record<never, never>
  chat: { type: 'asked'; chatId: string; generationId: string; questionId: string | undefined } | { type: 'removed'; chatId: string } | { type: 'message-removed'; chatId: string; messageId: string; leafId: string | undefined } | { type: 'member'; chatId: string; userId: string; role: string | undefined }
  /** Something more of these is in the log, or their end is saved. */
  generations: { ids: string[] }
  /** Somebody wants the end of one. */
  stop: { id: string }
  /** Who listens to a chat on the instance that rings. */
  presence: { chatId: string; users: string[] }
  /** All others shall say who listens where. */
  'presence-wanted': Record<never, never>
  typing: { chatId: string; userId: string; typing: boolean }
}

export type BellName = keyof BellNews

/** `from` is the instance that rang. Whoever has to read first says when that is done: `tell` waits for it. */
export type BellListener<Name extends BellName> = (news: BellNews[Name], from: string) => void | Promise<unknown>

export type Bells = {
  /** The name of this instance, another one with each start. */
  readonly instance: string
  /** How many others are heard. */
  readonly others: number
  /** Tells every other instance, not this one. Returns at once and never throws. */
  ring<Name extends BellName>(name: Name, news: BellNews[Name]): void
  /** As `ring`, and resolves when all others that are heard go by it, or after a second. Never rejects. */
  tell<Name extends BellName>(name: Name, news: BellNews[Name]): Promise<void>
  /** Returns what takes the listener away again. */
  on<Name extends BellName>(name: Name, listener: BellListener<Name>): () => void
  /** Told when something may have been missed, and again and again while that is so: what is remembered must be read anew. */
  onGap(listener: () => void): () => void
  /** Told of an instance that is not there any more. */
  onGone(listener: (instance: string) => void): () => void
  /** Whether what happens elsewhere is heard at once. */
  readonly isHearing: boolean
  /** Undefined where there is nobody to hear. */
  check(): PartState | undefined
  close(): Promise<void>
}
