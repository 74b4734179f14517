// Answers that are given a second time without asking anybody: kept for identical requests, or for a request that is repeated.
import type { Usage } from './chat.ts'

/** A whole answer as it was told to the client, and how it came to be. */
export type KeptAnswer = {
  /** The status it had; absent for 200. */
  status?: number
  contentType: string
  provider: string
  model: string
  bytes: Buffer
  usage: Partial<Usage> | undefined
  finish: string | undefined
  /** When it was given, in milliseconds. */
  at: number
  /** Of the request that it answers, where that is not in its name. */
  requestHash: string
}

/** Keeps answers for a while, under names that are hashes. What it has no room for it forgets. In process it answers at once. */
export type AnswerStore = {
  get(name: string): KeptAnswer | undefined | Promise<KeptAnswer | undefined>
  put(name: string, answer: KeptAnswer, ttlMs: number): void | Promise<void>
  clear(): void | Promise<void>
  /** Says that this process carries out a request, unless another one does. Absent where there is no other. */
  claim?(name: string, requestHash: string): Promise<AnswerClaim>
}

/** `release`: its answer is kept, or there is none. */
export type AnswerClaim = { isOurs: true; release(): void } | { isOurs: false; requestHash: string }
